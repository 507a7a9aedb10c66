import { aacSettings, codecString } from './codec-string.ts'
import { boxAt, boxesIn, type Mp4Box, type Mp4Bytes, needs, typeAt } from './mp4-box.ts'
import { readSampleTable, type SampleTable } from './sample-table.ts'

export interface Mp4Track {
  /** `vide`, `soun` or another four characters. */
  readonly kind: string
  /** Ticks a second of the track's clock. */
  readonly timescale: number
  readonly samples: SampleTable
  /** As a browser calls it, such as `avc1.64001E`. */
  readonly codec: string
  /** The sample entry itself, and where its own boxes begin. */
  readonly entry: Mp4Box
  readonly children: number
  readonly stbl: Mp4Box
  /** Of a picture, in pixels as stored; 0 for sound. */
  readonly width: number
  readonly height: number
  /** By how many degrees a player turns the picture, clockwise. */
  readonly rotation: number
  /** Of sound; 0 for a picture. */
  readonly sampleRate: number
  readonly channels: number
}

/** @see ISO/IEC 14496-12, sections 8.3 (trak), 8.4 (mdia), 8.5 (stsd), 12.1.3 (pictures), 12.2.3 (sound) */
export const readTracks = (file: Mp4Bytes, moov: Mp4Box): readonly Mp4Track[] =>
  boxesIn(file, moov.content, moov.end)
    .filter(({ type }) => type === 'trak')
    .flatMap((trak) => {
      const track = readTrack(file, trak)
      return track ? [track] : []
    })

function readTrack(file: Mp4Bytes, trak: Mp4Box): Mp4Track | null {
  const { bytes, view } = file
  const hdlr = boxAt(file, trak, ['mdia', 'hdlr'])
  const mdhd = boxAt(file, trak, ['mdia', 'mdhd'])
  const stbl = boxAt(file, trak, ['mdia', 'minf', 'stbl'])
  const stsd = stbl && boxAt(file, stbl, ['stsd'])
  if (!hdlr || !mdhd || !stbl || !stsd) return null
  needs(hdlr, 12)
  needs(mdhd, 24)
  needs(stsd, 8)
  const kind = typeAt(bytes, hdlr.content + 8)
  const entry = boxesIn(file, stsd.content + 8, stsd.end)[0]
  if (!entry) return null
  const isPicture = kind === 'vide'
  const isSound = kind === 'soun'
  if (isPicture) needs(entry, 78)
  if (isSound) needs(entry, 28)
  // QuickTime has two longer kinds of entry for sound, told by a version; ISO files always have 0.
  const soundVersion = isSound ? view.getUint16(entry.content + 8) : 0
  const children = entry.content + (isPicture ? 78 : 28 + ([0, 16, 36][soundVersion] ?? 0))
  const esds =
    isSound && boxesIn(file, Math.min(children, entry.end), entry.end).find(({ type }) => type === 'esds')
  const aac = esds ? aacSettings(bytes.subarray(esds.content, esds.end)) : null
  return {
    kind,
    timescale: view.getUint32(mdhd.content + (bytes[mdhd.content] === 1 ? 20 : 12)) || 1,
    samples: readSampleTable(file, stbl),
    codec: isPicture || isSound ? codecString(file, entry, children) : entry.type.trim(),
    entry,
    children,
    stbl,
    width: isPicture ? view.getUint16(entry.content + 24) : 0,
    height: isPicture ? view.getUint16(entry.content + 26) : 0,
    rotation: rotationOf(file, boxAt(file, trak, ['tkhd'])),
    sampleRate: isSound ? view.getUint16(entry.content + 24) : 0,
    channels: isSound ? (aac?.channels ?? view.getUint16(entry.content + 16)) : 0,
  }
}

/** By the first row of the track's matrix, two numbers with 16 bits behind the point. */
function rotationOf({ bytes, view }: Mp4Bytes, tkhd: Mp4Box | undefined): number {
  if (!tkhd) return 0
  const at = tkhd.content + (bytes[tkhd.content] === 1 ? 52 : 40)
  if (at + 8 > tkhd.end) return 0
  const degrees = (Math.atan2(view.getInt32(at + 4), view.getInt32(at)) * 180) / Math.PI
  return (Math.round(degrees) + 360) % 360
}
