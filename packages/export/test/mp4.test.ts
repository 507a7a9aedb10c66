import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { faststart } from '../src/mp4/faststart.ts'
import { findPoster } from '../src/mp4/find-poster.ts'
import { boxesIn, mp4Bytes, topBoxes } from '../src/mp4/mp4-box.ts'
import { probeMp4 } from '../src/mp4/probe-mp4.ts'
import { formatMp4Report, reportMp4 } from '../src/mp4/report-mp4.ts'
import { inTemporaryFolder } from './blender.ts'
import { outcomeOf } from './hostile.ts'
import { createRandom } from './sample-splats.ts'

const TIMEOUT = 120_000
const ffprobe = process.env['FFPROBE_PATH']
const ffmpeg = process.env['FFMPEG_PATH']
const videos = process.env['ONETAKE_FIXTURES'] ? join(process.env['ONETAKE_FIXTURES'], 'video') : null

/** What ffmpeg makes of its arguments, which end before the name of the file. */
const make = (name: string, options: string): Promise<Uint8Array> =>
  inTemporaryFolder((folder) => {
    execFileSync(ffmpeg ?? '', ['-v', 'error', '-y', ...options.split(' '), join(folder, name)])
    return Uint8Array.from(readFileSync(join(folder, name)))
  })

/** Every decoded picture and every piece of sound, as sums. */
const decoded = (bytes: Uint8Array): Promise<string> =>
  inTemporaryFolder((folder) => {
    writeFileSync(join(folder, 'a.mp4'), bytes)
    return execFileSync(ffmpeg ?? '', ['-v', 'error', '-i', join(folder, 'a.mp4'), '-f', 'framemd5', '-'], {
      encoding: 'utf8',
    })
  })

interface Probed {
  readonly format: { readonly duration: string }
  readonly streams: readonly {
    readonly codec_type: string
    readonly codec_name: string
    readonly width?: number
    readonly height?: number
    readonly avg_frame_rate: string
    readonly nb_frames?: string
    readonly sample_rate?: string
    readonly channels?: number
  }[]
}

const probed = (bytes: Uint8Array): Promise<Probed> =>
  inTemporaryFolder((folder) => {
    writeFileSync(join(folder, 'a.mp4'), bytes)
    const options = ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', join(folder, 'a.mp4')]
    return JSON.parse(execFileSync(ffprobe ?? '', options, { encoding: 'utf8' }))
  })

async function expectAsFfprobe(bytes: Uint8Array): Promise<void> {
  const theirs = await probed(bytes)
  const { video, audio, durationSeconds } = probeMp4(bytes)
  const picture = theirs.streams.find(({ codec_type }) => codec_type === 'video')
  const sound = theirs.streams.find(({ codec_type }) => codec_type === 'audio')
  expect(durationSeconds).toBeCloseTo(Number(theirs.format.duration), 1)
  expect(video?.width).toBe(picture?.width)
  expect(video?.height).toBe(picture?.height)
  expect(video?.frames).toBe(Number(picture?.nb_frames))
  const [over = 0, under = 1] = picture?.avg_frame_rate.split('/').map(Number) ?? []
  // Ours is a standard rate where one is within 0.02 %.
  expect(video?.fps).toBeCloseTo(over / under, 1)
  expect(audio?.sampleRate).toBe(sound ? Number(sound.sample_rate) : undefined)
  expect(audio?.channels).toBe(sound?.channels)
}

const PICTURE = '-f lavfi -i testsrc=size=320x240:rate=30:duration=2'
const SOUND = '-f lavfi -i sine=frequency=440:sample_rate=44100:duration=2'
const H264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p'

describe.skipIf(!ffprobe || !ffmpeg)('probeMp4', { timeout: TIMEOUT }, () => {
  test.each([
    [
      'H.264 with AAC',
      'a.mp4',
      `${PICTURE} ${SOUND} ${H264} -profile:v baseline -c:a aac`,
      'avc1.42C00D',
      'mp4a.40.2',
    ],
    [
      '29.97 fps',
      'a.mp4',
      `-f lavfi -i testsrc=size=320x240:rate=30000/1001:duration=2 ${H264}`,
      'avc1.42C00D',
      undefined,
    ],
    [
      'VP9',
      'a.mp4',
      `${PICTURE} -pix_fmt yuv420p -c:v libvpx-vp9 -cpu-used 8 -deadline realtime`,
      'vp09.00.20.08',
      undefined,
    ],
    [
      'HEVC',
      'a.mp4',
      `${PICTURE} -pix_fmt yuv420p -c:v libx265 -preset ultrafast -x265-params log-level=none`,
      'hev1.1.6.L60.90',
      undefined,
    ],
    [
      'AV1',
      'a.mp4',
      `${PICTURE} -pix_fmt yuv420p -c:v libaom-av1 -cpu-used 8 -usage realtime`,
      'av01.0.00M.08',
      undefined,
    ],
    [
      'ProRes 4444 in MOV',
      'a.mov',
      `${PICTURE} -c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le`,
      'ap4h',
      undefined,
    ],
  ])('%s: as ffprobe says', async (_, name, options, videoCodec, audioCodec) => {
    const bytes = await make(name, options)
    await expectAsFfprobe(bytes)
    expect(probeMp4(bytes).video?.codec).toBe(videoCodec)
    expect(probeMp4(bytes).audio?.codec).toBe(audioCodec)
    expect(probeMp4(bytes).video?.alpha).toBe(/^(ap4h|hev1)/.test(videoCodec) ? 'possible' : 'impossible')
  })

  test.for(videos ? [videos] : [])('files of the real world: as ffprobe says', async (folder) => {
    const names = readdirSync(folder).filter((name) => name.endsWith('.mp4'))
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) await expectAsFfprobe(readFileSync(join(folder, name)))
  })

  test('a report reads as sentences', async () => {
    const bytes = await make('a.mp4', `${PICTURE} ${H264}`)
    expect(formatMp4Report(reportMp4(bytes))).toBe(`2.00 s
320 x 240 pixels at 30 fps, avc1.42C00D

Look at this: The index is at the end, so a browser loads all of it before it plays. faststart moves it to the front without encoding anew. [index-at-end]
Note: There is no sound. [no-sound]
Note: Its pictures have no transparency: H.264 has none in an MP4. For a figure without background ask for WebM (VP9) or ProRes 4444, or key out a colour. [no-alpha]
`)
  })

  test('a fragmented file says so, and needs no faststart', async () => {
    const bytes = await make('a.mp4', `${PICTURE} ${H264} -movflags frag_keyframe+empty_moov`)
    expect(probeMp4(bytes)).toMatchObject({ isFragmented: true, isFaststart: true, video: { fps: null } })
    expect(faststart(bytes)).toBe(bytes)
    expect(() => findPoster(bytes)).toThrow(/made of fragments/)
  })
})

describe.skipIf(!ffmpeg)('faststart', { timeout: TIMEOUT }, () => {
  test.each([
    ['32-bit places', (bytes: Uint8Array) => bytes],
    ['64-bit places', withWidePlaces],
  ])('%s: the index comes first and every picture and sound is the same', async (_, change) => {
    const bytes = change(await make('a.mp4', `${PICTURE} ${SOUND} ${H264} -c:a aac`))
    const result = faststart(bytes)
    expect(probeMp4(bytes).isFaststart).toBe(false)
    expect(probeMp4(result)).toMatchObject({ ...probeMp4(bytes), bytes: result.length, isFaststart: true })
    expect(topBoxes(mp4Bytes(result)).map(({ type }) => type)).toEqual(['ftyp', 'moov', 'mdat'])
    expect(await decoded(result)).toBe(await decoded(bytes))
    expect(faststart(result)).toBe(result)
  })

  test('a place where nothing is, is an error and not a broken video', async () => {
    const bytes = await make('a.mp4', `${PICTURE} ${H264}`)
    const at = Buffer.from(bytes).lastIndexOf('stco')
    new DataView(bytes.buffer).setUint32(at + 12, 0xfffffff0)
    expect(() => faststart(bytes)).toThrow(/where nothing is/)
  })
})

describe.skipIf(!ffmpeg)('findPoster', { timeout: TIMEOUT }, () => {
  const blackFirst =
    '-filter_complex color=black:size=320x240:rate=30:duration=1[a];testsrc=size=320x240:rate=30:duration=2[b];[a][b]concat'

  test('the black second at the beginning is passed over, and ffmpeg decodes the frame that is found', async () => {
    const bytes = await make('a.mp4', `${blackFirst} ${H264} -g 15 -keyint_min 15 -sc_threshold 0`)
    const poster = findPoster(bytes)
    expect(poster).toMatchObject({ timeSeconds: 1, frame: 30, isStream: true, isProbablyBlank: false })
    const gray = await inTemporaryFolder((folder) => {
      writeFileSync(join(folder, 'a.h264'), poster.bytes)
      execFileSync(ffmpeg ?? '', [
        '-v',
        'error',
        '-i',
        join(folder, 'a.h264'),
        '-frames:v',
        '1',
        '-pix_fmt',
        'gray',
        '-f',
        'rawvideo',
        join(folder, 'a.raw'),
      ])
      return readFileSync(join(folder, 'a.raw'))
    })
    expect(gray).toHaveLength(320 * 240)
    expect(gray.reduce((sum, value) => sum + value, 0) / gray.length).toBeGreaterThan(60)
  })

  test('where only black frames can be decoded on their own, it says so', async () => {
    const bytes = await make('a.mp4', `-f lavfi -i color=black:size=320x240:rate=30:duration=1 ${H264}`)
    expect(findPoster(bytes)).toMatchObject({ frame: 0, isProbablyBlank: true })
  })

  test.for(videos ? [videos] : [])('a real talking head shows at once', (folder) => {
    const poster = findPoster(readFileSync(join(folder, 'derived_asl_talkinghead_256.mp4')))
    expect(poster).toMatchObject({ frame: 0, isProbablyBlank: false })
  })
})

describe.skipIf(!ffmpeg)('a damaged video is read, or refused with a position', { timeout: TIMEOUT }, () => {
  let source: Uint8Array
  beforeAll(async () => {
    source = await make(
      'a.mp4',
      `-f lavfi -i testsrc=size=64x64:rate=10:duration=1 ${SOUND} ${H264} -c:a aac -b:a 8k -shortest`,
    )
  }, TIMEOUT)

  test('four thousand changes to one file', async () => {
    const random = createRandom(7)
    const moov = Buffer.from(source).lastIndexOf('moov')
    const outcomes = new Map<string, number>()
    for (let round = 0; round < 4000; round++) {
      let bytes = source.slice()
      for (let change = 0; change < 1 + Math.floor(random() * 4); change++) {
        // Most of a video is pictures; the index is where damage is interesting.
        const at = Math.floor(moov + random() * (bytes.length - moov))
        bytes[at] = random() < 0.4 ? [0, 1, 255, 128][Math.floor(random() * 4)]! : Math.floor(random() * 256)
      }
      if (random() < 0.1) bytes = bytes.slice(0, Math.floor(random() * bytes.length))
      for (const step of [probeMp4, faststart, findPoster, reportMp4]) {
        const outcome = await outcomeOf(bytes, step)
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      }
    }
    expect(outcomes.get('read')).toBeGreaterThan(1000)
    expect(outcomes.get('invalid-file')).toBeGreaterThan(200)
  })

  test.each([
    ['nothing', new Uint8Array(0)],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])],
    ['words', new TextEncoder().encode('these are just words')],
  ])('%s is no video', (_, bytes) => {
    expect(() => probeMp4(bytes)).toThrow(expect.objectContaining({ code: 'unsupported' }))
  })
})

/** The same file, its index at the end, with places of 64 bits. */
function withWidePlaces(bytes: Uint8Array): Uint8Array {
  const file = mp4Bytes(bytes)
  const rebuild = (from: number, to: number): Buffer =>
    Buffer.concat(
      boxesIn(file, from, to).map(({ type, content, end }) => {
        const isHolder = ['moov', 'trak', 'mdia', 'minf', 'stbl'].includes(type)
        const body = isHolder
          ? rebuild(content, end)
          : type === 'stco'
            ? widened(bytes.subarray(content, end))
            : bytes.subarray(content, end)
        const head = Buffer.alloc(8)
        head.writeUInt32BE(body.length + 8)
        head.write(type === 'stco' ? 'co64' : type, 4, 'latin1')
        return Buffer.concat([head, body])
      }),
    )
  return Uint8Array.from(rebuild(0, bytes.length))
}

function widened(table: Uint8Array): Buffer {
  const from = Buffer.from(table)
  const to = Buffer.alloc(8 + from.readUInt32BE(4) * 8)
  from.copy(to, 0, 0, 8)
  for (let index = 0; index < from.readUInt32BE(4); index++)
    to.writeBigUInt64BE(BigInt(from.readUInt32BE(8 + index * 4)), 8 + index * 8)
  return to
}
