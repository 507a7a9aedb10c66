import type { OpusData } from '../src/opus/data.ts'
import type { JobKind } from '../src/opus/job.ts'
import { toPictureRecord } from '../src/opus/picture-record.ts'
import { createResults } from '../src/opus/results.ts'
import { QUARTERS } from './opus-api.ts'
import { type PngOptions, writePng } from './png-samples.ts'

/** The three files of a picture. */
export function filesOf(upload: Uint8Array) {
  const kinds = ['image', 'glb', 'gaussian'] as const
  const job = (kind: JobKind) =>
    [
      kind,
      {
        uid: kind,
        kind,
        imageUid: 'image',
        picture: 'it',
        createdAt: 0,
        workMs: 1,
        canceledAt: null,
        script: {},
      },
    ] as const
  const data: OpusData = {
    jobs: new Map(kinds.map(job)),
    pictures: new Map([['it', toPictureRecord(upload, 'it')]]),
    requests: 0,
  }
  const results = createResults({ data })
  const bytes = (key: string) => {
    const file = results(key)
    return file && 'bytes' in file ? file.bytes : new Uint8Array()
  }
  return { mp4: () => bytes('image.mp4'), glb: () => bytes('glb.glb'), ply: () => bytes('gaussian.ply') }
}

/** A PNG of 64 by 64 pixels, unless told. */
export const painted = (options: Partial<PngOptions> & Pick<PngOptions, 'sample'>) =>
  writePng({ width: 64, height: 64, colourType: 2, depth: 8, ...options })
/** A bright disc on black. */
export const disc = painted({ sample: (x, y) => (Math.hypot(x - 32, y - 32) < 18 ? 255 : 0) })
/** A plain disc, and nothing around it. */
export const cutout = painted({
  colourType: 6,
  sample: (x, y, c) => (c === 3 ? (Math.hypot(x - 31.5, y - 31.5) < 24 ? 255 : 0) : 120),
})

/** What becomes of the four quarters. */
export const quarters = filesOf(QUARTERS)
const colours = { red: [200, 30, 30], green: [30, 160, 30], blue: [30, 30, 200], white: [235, 235, 235] }
/** Which of its colours this is, if any. */
export const nameOf = (rgb: readonly number[]) =>
  Object.entries(colours).find(([, colour]) => colour.every((v, c) => Math.abs(v - (rgb[c] ?? 0)) < 12))?.[0]
