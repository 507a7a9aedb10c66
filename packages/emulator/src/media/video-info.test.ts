import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { defaultView, toMp4 } from '../files/mp4.ts'
import { createMotion } from '../motion/motion.ts'
import { contentFrom } from '../storage/content.ts'
import { ffmpegPath } from './ffmpeg.ts'
import { readVideoInfo } from './video-info.ts'
import { describeWhere } from '../../test/real-files.ts'

const infoOf = (bytes: Uint8Array) => readVideoInfo(contentFrom(bytes))
const bytesOf = (path: string) => new Uint8Array(readFileSync(path))

const fixtures = join(process.env['ONETAKE_FIXTURES'] ?? '', 'video')
const hasFixtures = process.env['ONETAKE_FIXTURES'] !== undefined && existsSync(fixtures)
const ffmpeg = ffmpegPath()

const film = toMp4(createMotion({ prompt: 'a person waves', durationSeconds: 1.5, seed: 1, variant: 1 }), {
  ...defaultView,
  width: 96,
  height: 64,
})

describe('readVideoInfo', () => {
  it('reads the films that the emulator makes', async () => {
    expect(await infoOf(film)).toEqual({
      width: 96,
      height: 64,
      fps: 30,
      durationSeconds: 1.5,
      codec: 'h264',
      sizeBytes: film.byteLength,
    })
  })

  it.each([
    ['nothing', new Uint8Array()],
    ['text', new TextEncoder().encode('This is no video, however long one reads it.')],
    ['a film that ends before its index', film.slice(0, 200)],
    ['an index that lies about its sizes', film.map((byte, at) => (at > 400 && at < 700 ? 0xff : byte))],
    [
      'a Matroska head with nothing after it',
      Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3, 0x80, 0, 0, 0, 0, 0, 0, 0),
    ],
    [
      'noise behind a right beginning',
      Uint8Array.from({ length: 4096 }, (_, at) => film[at < 12 ? at : at * 7] ?? 1),
    ],
  ])('finds no video in %s', async (_, bytes) => {
    expect(await infoOf(bytes)).toBeNull()
  })
})

describeWhere(hasFixtures)('readVideoInfo, of real footage', () => {
  it.each([
    ['asl_thanks.mkv', [640, 480, 30], 1.7],
    ['asl_walk.mkv', [640, 480, 30], 2.97],
    ['derived_asl_thanks.mp4', [640, 480, 30], 1.7],
    ['derived_asl_talkinghead_256.mp4', [256, 256, 25], 5],
  ])('reads %s', async (name, [width, height, fps], seconds) => {
    const bytes = bytesOf(join(fixtures, name))
    const info = await infoOf(bytes)
    expect(info).toMatchObject({ width, height, codec: 'h264', sizeBytes: bytes.byteLength })
    expect(info?.fps).toBeCloseTo(fps ?? 0, 1)
    expect(info?.durationSeconds).toBeCloseTo(seconds, 1)
  })
})

describe.skipIf(!ffmpeg)('readVideoInfo, of what FFmpeg writes', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'onetake-test-'))
  })
  afterAll(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Two seconds of a test picture. */
  function made(name: string, ...options: readonly string[]): Uint8Array {
    const path = join(folder, name)
    const source = ['-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=24:duration=2']
    execFileSync(ffmpeg ?? '', ['-v', 'error', '-y', ...source, ...options, path])
    return bytesOf(path)
  }

  const fragments = '+frag_keyframe+empty_moov+default_base_moof'
  it.each([
    ['clip.mov', 'mpeg4', ['-c:v', 'mpeg4']],
    ['index-first.mp4', 'mpeg4', ['-c:v', 'mpeg4', '-movflags', '+faststart']],
    ['fragments.mp4', 'mpeg4', ['-c:v', 'mpeg4', '-g', '8', '-movflags', fragments]],
    ['clip.webm', 'vp8', ['-c:v', 'libvpx']],
    ['live.webm', 'vp8', ['-c:v', 'libvpx', '-f', 'webm', '-live', '1']],
    ['clip.mkv', 'mpeg4', ['-c:v', 'mpeg4']],
    ['clip.avi', 'mjpeg', ['-c:v', 'mjpeg']],
  ])('reads %s by itself', async (name, codec, options) => {
    const bytes = made(name, ...options)
    // An empty path says that there is no FFmpeg, so that nobody else is asked.
    vi.stubEnv('FFMPEG_PATH', '')
    const info = await infoOf(bytes)
    vi.unstubAllEnvs()
    expect(info).toMatchObject({ width: 160, height: 120, codec })
    expect(info?.fps).toBeCloseTo(24, 0)
    expect(info?.durationSeconds).toBeCloseTo(2, 1)
  })

  it('asks FFprobe about a container that it does not know', async () => {
    const bytes = made('clip.ts', '-c:v', 'mpeg2video')
    expect(await infoOf(bytes)).toMatchObject({ width: 160, height: 120, codec: 'mpeg2video', fps: 24 })
    vi.stubEnv('FFMPEG_PATH', '')
    expect(await infoOf(bytes)).toBeNull()
    vi.unstubAllEnvs()
  })
})
