import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { quarters } from '../../test/opus-files.ts'

const ffprobe = process.env['FFPROBE_PATH']

describe.skipIf(!ffprobe)('the turntable, in ffmpeg', () => {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-opus-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'turntable.mp4')

  test('is three seconds of H.264 that show the picture from the front, and from behind', () => {
    writeFileSync(file, quarters.mp4())
    const fields = 'stream=codec_name,width,height,nb_read_frames,duration'
    const options = ['-v', 'error', '-count_frames', '-show_entries', fields, '-of', 'json', file]
    expect(JSON.parse(execFileSync(ffprobe ?? '', options, { encoding: 'utf8' })).streams).toEqual([
      { codec_name: 'h264', width: 256, height: 256, duration: '3.000000', nb_read_frames: '72' },
    ])
    const raw = ['-v', 'error', '-xerror', '-i', file, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']
    const film = execFileSync(join(dirname(ffprobe ?? ''), 'ffmpeg'), raw, { maxBuffer: 1e9 })
    /** Which channel is strongest a little off the middle, to the four sides. */
    const strongest = (frame: number) =>
      [
        [-30, -28],
        [30, -28],
        [-30, 28],
        [30, 28],
      ].map(([dx = 0, dy = 0]) => {
        const at = ((frame * 256 + 128 + dy) * 256 + 128 + dx) * 3
        const [r = 0, g = 0, b = 0] = film.subarray(at, at + 3)
        const [top, second] = [r, g, b].toSorted((one, other) => other - one)
        return (top ?? 0) - (second ?? 0) < 40
          ? 'white'
          : ['red', 'green', 'blue'][[r, g, b].indexOf(top ?? 0)]
      })
    expect(strongest(0)).toEqual(['red', 'green', 'blue', 'white'])
    expect(strongest(36)).toEqual(['green', 'red', 'white', 'blue'])
    expect(film.length / (256 * 256 * 3)).toBe(72)
  })
})
