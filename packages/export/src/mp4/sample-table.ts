import { mp4Error } from './mp4-error.ts'
import { boxAt, type Mp4Box, type Mp4Bytes, needs } from './mp4-box.ts'

/** Where the samples of one track are, and when. For video a sample is a frame. */
export interface SampleTable {
  readonly count: number
  /** Of the track's clock, from the first sample to the end of the last. */
  readonly duration: number
  /** Whether all samples but the last are equally long. */
  readonly isConstantRate: boolean
  /** Samples that can be decoded on their own, from 0; `null`: all of them. */
  readonly syncSamples: Uint32Array | null
  /** @throws ExportError `invalid-file` where the file does not have it. */
  readonly locate: (sample: number) => {
    readonly byteOffset: number
    readonly size: number
    readonly time: number
  }
}

/** No video of hours has more; reading one costs four bytes each. */
const MOST_SAMPLES = 20_000_000

/** @see ISO/IEC 14496-12, sections 8.6.1 (stts), 8.6.2 (stss), 8.7.3 (stsz), 8.7.4 (stsc), 8.7.5 (stco, co64) */
export function readSampleTable(file: Mp4Bytes, stbl: Mp4Box): SampleTable {
  const { view } = file
  const stts = entriesOf(file, stbl, 'stts', 8)
  let count = 0
  let duration = 0
  for (let index = 0; index < stts.count; index++) {
    const samples = view.getUint32(stts.at + index * 8)
    count += samples
    duration += samples * view.getUint32(stts.at + index * 8 + 4)
  }
  if (count > MOST_SAMPLES) throw mp4Error(stts.at, `a track announces ${count} samples.`)
  // Writers give the last sample what is left, in an entry of its own.
  const isConstantRate = stts.count < 2 || (stts.count === 2 && view.getUint32(stts.at + 8) === 1)
  const stss = boxAt(file, stbl, ['stss'])
  const sync = stss && entriesOf(file, stbl, 'stss', 4)
  const timeOf = (sample: number): number => {
    let left = sample
    let time = 0
    for (let index = 0; index < stts.count && left > 0; index++) {
      const samples = Math.min(left, view.getUint32(stts.at + index * 8))
      time += samples * view.getUint32(stts.at + index * 8 + 4)
      left -= samples
    }
    return time
  }
  const sizesOf = sampleSizes(file, stbl)
  return {
    count,
    duration,
    isConstantRate,
    syncSamples: sync
      ? Uint32Array.from({ length: sync.count }, (_, index) => view.getUint32(sync.at + index * 4) - 1)
      : null,
    locate: (sample) => {
      const place = chunkOf(file, stbl, sample)
      const byteOffset = place.byteOffset + sizesOf(place.firstSample, sample)
      const size = sizesOf(sample, sample + 1)
      if (byteOffset + size > file.bytes.length)
        throw mp4Error(
          file.bytes.length,
          `sample ${sample + 1} lies behind the end of the file. It is cut off; download it again.`,
        )
      return { byteOffset, size, time: timeOf(sample) }
    },
  }
}

/** The rows of a table, after checking that the box has as many as it says. */
export function entriesOf(
  file: Mp4Bytes,
  parent: Mp4Box,
  type: string,
  width: number,
): { readonly at: number; readonly count: number } {
  const { view } = file
  const box = boxAt(file, parent, [type])
  if (!box) return { at: 0, count: 0 }
  needs(box, 8)
  const count = view.getUint32(box.content + 4)
  if (count * width > box.end - box.content - 8)
    throw mp4Error(
      box.start,
      `${JSON.stringify(type)} announces ${count} entries and has fewer. Download the file again.`,
    )
  return { at: box.content + 8, count }
}

/** Bytes of the samples from one to before another. */
function sampleSizes(file: Mp4Bytes, stbl: Mp4Box): (from: number, to: number) => number {
  const { view } = file
  const box = boxAt(file, stbl, ['stsz'])
  if (!box) return () => 0
  needs(box, 12)
  const each = view.getUint32(box.content + 4)
  const count = view.getUint32(box.content + 8)
  if (each !== 0) return (from, to) => (to - from) * each
  if (count * 4 > box.end - box.content - 12)
    throw mp4Error(box.start, `"stsz" announces ${count} entries and has fewer. Download the file again.`)
  return (from, to) => {
    let sum = 0
    for (let sample = from; sample < Math.min(to, count); sample++)
      sum += view.getUint32(box.content + 12 + sample * 4)
    return sum
  }
}

function chunkOf(
  file: Mp4Bytes,
  stbl: Mp4Box,
  sample: number,
): { readonly byteOffset: number; readonly firstSample: number } {
  const { view } = file
  const runs = entriesOf(file, stbl, 'stsc', 12)
  const wide = boxAt(file, stbl, ['co64'])
  const chunks = entriesOf(file, stbl, wide ? 'co64' : 'stco', wide ? 8 : 4)
  let firstSample = 0
  for (let run = 0; run < runs.count; run++) {
    const first = view.getUint32(runs.at + run * 12) - 1
    const perChunk = view.getUint32(runs.at + run * 12 + 4)
    const next = run + 1 < runs.count ? view.getUint32(runs.at + (run + 1) * 12) - 1 : chunks.count
    const inRun = Math.max(0, next - first) * perChunk
    if (perChunk > 0 && sample < firstSample + inRun) {
      const chunk = first + Math.floor((sample - firstSample) / perChunk)
      if (chunk < 0 || chunk >= chunks.count) break
      const at = chunks.at + chunk * (wide ? 8 : 4)
      return {
        byteOffset: wide ? Number(view.getBigUint64(at)) : view.getUint32(at),
        firstSample: firstSample + (chunk - first) * perChunk,
      }
    }
    firstSample += inRun
  }
  throw mp4Error(stbl.start, `the file does not say where sample ${sample + 1} is. Download it again.`)
}
