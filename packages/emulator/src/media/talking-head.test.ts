import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { madePortrait, madeSpeech, madeWall } from '../../test/made-media.ts'
import { decodeImage } from './decode-image.ts'
import { expressionsFor } from './expression.ts'
import { findFace, type Face } from './face.ts'
import { framePortrait } from './portrait.ts'
import { createPuppet } from './puppet.ts'
import { readSound } from './sound/read-sound.ts'
import { talkingHead, type TalkingHeadOptions } from './talking-head.ts'

const picture = decodeImage(madePortrait())
const face = findFace(picture) as Face
const manner = { smile: 0, liveliness: 1, seed: 1 }
const framing = { width: 96, height: 128, around: null }
const still = { open: 0, smile: 0, right: 0, down: 0, roll: 0 }

const film = async (
  audio: Uint8Array,
  more: Partial<TalkingHeadOptions> = {},
  ffmpeg: string | null = null,
) => talkingHead({ picture, face, sound: await readSound(audio, ffmpeg), fps: 25, framing, manner, ...more })

describe('a talking head', () => {
  it('is the same bytes for the same picture, sound and seed, and others for another seed', async () => {
    const [one, again, other] = [
      await film(madeSpeech(1)),
      await film(madeSpeech(1)),
      await film(madeSpeech(1), { manner: { ...manner, seed: 2 } }),
    ]
    expect(Buffer.compare(one, again)).toBe(0)
    expect(Buffer.compare(one, other)).not.toBe(0)
  })

  it('lets other work go on while it is made', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await film(madeSpeech(6), { framing: { width: 256, height: 256, around: null } })
    clearInterval(timer)
    expect(turns).toBeGreaterThan(3)
  })

  it('opens its mouth when it is loud and closes it when it is silent', async () => {
    const { levels } = await readSound(madeSpeech(2), null)
    const open = expressionsFor(levels, { frames: 50, fps: 25 }, manner).map((expression) => expression.open)
    expect(Math.max(...open.slice(3, 10))).toBeGreaterThan(0.7)
    expect(open.at(-1)).toBeLessThan(0.1)
  })

  it('changes the picture where the mouth is and nowhere else when only the mouth moves', () => {
    const portrait = framePortrait(picture, face, framing)
    const puppet = createPuppet(portrait)
    const closed = puppet.show(still).slice()
    const open = puppet.show({ ...still, open: 1 })
    const changed = Array.from({ length: framing.height }, (_, y) => {
      const row = [y * framing.width * 4, (y + 1) * framing.width * 4] as const
      return Buffer.compare(closed.subarray(...row), open.subarray(...row)) !== 0
    })
    expect(changed[Math.round(portrait.face.mouthY)]).toBe(true)
    expect(changed.slice(0, Math.round(portrait.face.y - portrait.face.halfHeight * 0.5))).not.toContain(true)
  })
})

describe('a face', () => {
  it('is found where the skin is, with the mouth at the lips', () => {
    expect(Math.abs(face.x / picture.width - 0.5)).toBeLessThan(0.05)
    expect(Math.abs(face.mouthY / picture.height - 0.543)).toBeLessThan(0.04)
  })

  it('is not found on a wall', () => {
    expect(findFace(decodeImage(madeWall()))).toBeNull()
  })
})

const ffprobe = process.env['FFPROBE_PATH']
const fixtures = process.env['ONETAKE_FIXTURES'] ?? null
const ffmpeg = ffprobe ? join(dirname(ffprobe), 'ffmpeg') : ''

describe.skipIf(!ffprobe)('read back by FFmpeg', () => {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-head-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  const probe = (bytes: Uint8Array) => {
    const file = join(folder, 'film.mp4')
    writeFileSync(file, bytes)
    // every frame decodes
    execFileSync(ffmpeg, ['-v', 'error', '-xerror', '-i', file, '-f', 'null', '-'], { stdio: 'pipe' })
    const options = ['-v', 'error', '-show_entries', 'stream=codec_name,duration', '-of', 'json', file]
    const { streams } = JSON.parse(execFileSync(ffprobe ?? '', options, { encoding: 'utf8' })) as {
      streams: readonly { codec_name: string; duration: string }[]
    }
    return streams.map((stream) => ({ codec: stream.codec_name, seconds: Number(stream.duration) }))
  }
  const md5 = (file: string) =>
    execFileSync(ffmpeg, ['-v', 'error', '-i', file, '-vn', '-c:a', 'pcm_s24le', '-f', 'md5', '-'], {
      encoding: 'utf8',
    })
  /** The sound in another form. */
  const converted = (wav: Uint8Array, name: string, ...options: readonly string[]) => {
    writeFileSync(join(folder, 'in.wav'), wav)
    execFileSync(ffmpeg, ['-v', 'error', '-y', '-i', join(folder, 'in.wav'), ...options, join(folder, name)])
    return readFileSync(join(folder, name))
  }

  it.each([
    ['16 bits', ['-c:a', 'pcm_s16le']],
    ['24 bits, stereo', ['-ac', '2', '-c:a', 'pcm_s24le']],
    ['8 bits', ['-c:a', 'pcm_u8']],
    ['32 bits', ['-c:a', 'pcm_s32le']],
    ['floats', ['-c:a', 'pcm_f32le']],
  ])('a WAV of %s keeps every sample', async (_, options) => {
    const wav = converted(madeSpeech(1.3, { rate: 22_050 }), 'sound.wav', ...options)
    const streams = probe(await film(wav))
    expect(streams.map(({ codec }) => codec)).toEqual(['h264', 'flac'])
    expect(md5(join(folder, 'film.mp4'))).toBe(md5(join(folder, 'sound.wav')))
  })

  it.each([
    ['mp3', 'mp3', ['-ar', '44100', '-ac', '2']],
    ['mp3', 'mp3', ['-ar', '16000']],
    ['m4a', 'aac', []],
    ['ogg', 'opus', ['-c:a', 'libopus']],
  ])('an %s stays %s without FFmpeg, as long as it was', async (extension, codec, options) => {
    const audio = converted(madeSpeech(2), `sound.${extension}`, ...options)
    const [video, sound] = probe(await film(audio))
    expect([video?.codec, sound?.codec]).toEqual(['h264', codec])
    for (const stream of [video, sound]) expect(Math.abs((stream?.seconds ?? 0) - 2)).toBeLessThan(0.02)
  })

  it('ends where it is told to', async () => {
    const streams = probe(await film(madeSpeech(3), { seconds: 1.2 }))
    for (const { seconds } of streams) expect(Math.abs(seconds - 1.2)).toBeLessThan(0.1)
  })

  it.each(fixtures ? readdirSync(join(fixtures, 'audio')) : [])(
    'the recording %s is as long with FFmpeg as without, where it can be read without',
    async (name) => {
      const file = join(fixtures ?? '', 'audio', name)
      const audio = readFileSync(file)
      const [video, sound] = probe(await film(audio, {}, ffmpeg))
      expect([video?.codec, sound?.codec]).toEqual(['h264', 'aac'])
      expect(Math.abs((video?.seconds ?? 0) - (sound?.seconds ?? 0))).toBeLessThan(0.1)
      if (/\.(wav|mp3|m4a)$/.test(name)) {
        const [alone] = probe(await film(audio))
        expect(Math.abs((alone?.seconds ?? 0) - (video?.seconds ?? 0))).toBeLessThan(0.1)
      } else {
        await expect(film(audio)).rejects.toThrow(/FFmpeg|no sound that is known/)
      }
    },
    60_000,
  )
})

describe('what is no sound', () => {
  it.each([
    ['text', new TextEncoder().encode('hello, I am no sound at all')],
    ['nothing', new Uint8Array()],
    ['half a head of a WAV', madeSpeech(1).slice(0, 30)],
    ['an MP3 of one head', Uint8Array.of(0xff, 0xfb, 0x90, 0x00)],
  ])('is told of: %s', async (_, bytes) => {
    await expect(readSound(bytes, null)).rejects.toThrow(/sound|samples|frames/)
  })
})
