import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createMotion } from '../motion/motion.ts'
import { filmWith } from './camera.ts'
import { createH264Encoder } from './h264.ts'
import { defaultView, toMp4, type View } from './mp4.ts'
import { createPainter, poseAt } from './picture.ts'
import { createYuv, fillYuv } from './yuv.ts'

const motion = createMotion({ prompt: 'a person waves', durationSeconds: 2.5, seed: 5, variant: 1 })
const small: View = { ...defaultView, width: 240, height: 180 }

test('the index comes before the pictures', () => {
  const names: string[] = []
  const mp4 = toMp4(motion, small)
  const view = new DataView(mp4.buffer, mp4.byteOffset, mp4.byteLength)
  for (let at = 0; at < mp4.length; at += view.getUint32(at)) {
    names.push(new TextDecoder().decode(mp4.subarray(at + 4, at + 8)))
  }
  expect(names).toEqual(['ftyp', 'moov', 'mdat'])
})

test('the same motion and view are the same bytes', () => {
  expect(Buffer.compare(toMp4(motion, small), toMp4(motion, small))).toBe(0)
})

const ffprobe = process.env['FFPROBE_PATH']

describe.skipIf(!ffprobe)(
  'in ffmpeg',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'emulator-mp4-'))
    afterAll(() => rmSync(folder, { recursive: true }))
    const ffmpeg = join(dirname(ffprobe ?? ''), 'ffmpeg')
    const file = join(folder, 'film.mp4')

    test.each([
      ['the default view', defaultView],
      [
        'a wide, fixed view without shadow',
        { ...defaultView, width: 642, height: 360, cameraMode: 1, shadow: false } as const,
      ],
      [
        'a close view of an odd size',
        { ...defaultView, width: 301, height: 203, cameraMode: 2, cameraAngleDegrees: -60 } as const,
      ],
    ])('%s is read as H.264 of the right size and length, and every frame decodes', (_, view) => {
      const mp4 = toMp4(motion, view)
      writeFileSync(file, mp4)
      const fields =
        'stream=codec_name,profile,width,height,pix_fmt,nb_read_frames,avg_frame_rate,duration,color_space'
      const options = ['-v', 'error', '-count_frames', '-show_entries', fields, '-of', 'json', file]
      const { streams } = JSON.parse(execFileSync(ffprobe ?? '', options, { encoding: 'utf8' }))
      expect(streams).toEqual([
        {
          codec_name: 'h264',
          profile: 'Constrained Baseline',
          width: Math.round(view.width / 2) * 2,
          height: Math.round(view.height / 2) * 2,
          pix_fmt: 'yuv420p',
          color_space: 'smpte170m',
          avg_frame_rate: '30/1',
          duration: '2.500000',
          nb_read_frames: '75',
        },
      ])
      expect(
        execFileSync(ffmpeg, ['-v', 'error', '-xerror', '-i', file, '-f', 'null', '-'], {
          encoding: 'utf8',
          stdio: 'pipe',
        }),
      ).toBe('')
      expect(mp4.length).toBeLessThan(2_000_000)
    })

    test('what a player decodes is, to the bit, what the encoder believes, and close to what was painted', () => {
      const { width, height } = small
      const encoder = createH264Encoder({ width, height, fps: 30, qp: 27, keyEvery: 60 })
      writeFileSync(file, toMp4(motion, small))
      const options = ['-v', 'error', '-i', file, '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-']
      const film = execFileSync(ffmpeg, options, { maxBuffer: 1e9 })
      const painter = createPainter(small)
      const yuv = createYuv(width, height)
      let at = 0
      for (const [frame, camera] of filmWith(small, motion).entries()) {
        const painted = painter.paint(poseAt(motion, frame), camera)
        fillYuv(yuv, painted, width, height)
        encoder.encode(painted)
        for (const plane of ['y', 'u', 'v'] as const) {
          const half = plane === 'y' ? 1 : 2
          let different = 0
          let squares = 0
          for (let y = 0; y < height / half; y++) {
            for (let x = 0; x < width / half; x++, at++) {
              const place = (y * yuv.columns * 16) / half + x
              if (film[at] !== encoder.decoded[plane][place]) different++
              squares += ((film[at] ?? 0) - (yuv[plane][place] ?? 0)) ** 2
            }
          }
          expect(different).toBe(0)
          expect(Math.sqrt((squares / width / height) * half * half)).toBeLessThan(3)
        }
      }
      expect(at).toBe(film.length)
    })
  },
  60_000,
)
