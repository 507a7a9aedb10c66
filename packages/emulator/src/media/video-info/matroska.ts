import type { ByteSource, TrackInfo } from '../video-info.ts'
import { codecOf } from './codec.ts'
import { createEbmlReader, type EbmlElement, type EbmlReader } from './ebml.ts'

/** Elements of Matroska that are read, by their ids. */
const ID = {
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackType: 0x83,
  codecId: 0x86,
  defaultDuration: 0x23e383,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
} as const

const VIDEO = 1

/** Those whose content is read as if it stood in their place: files that are recorded live do not know their sizes. */
const WALKED_THROUGH: readonly number[] = [ID.segment, ID.cluster, ID.blockGroup]

interface Track {
  readonly number: number
  readonly codec: string
  readonly width: number
  readonly height: number
  /** Of one frame, where the file says. */
  readonly frameSeconds: number | null
}

/**
 * WebM and Matroska. Where the head lacks the duration or the length of a frame, as in what browsers record, the
 * frames are counted.
 *
 * @see RFC 9559 (Matroska), sections 5.1.2, 5.1.3 and 5.1.4
 */
export async function readMatroska(source: ByteSource): Promise<TrackInfo | null> {
  const ebml = createEbmlReader(source)
  let scaleSeconds = 1e-3
  let said: number | null = null
  let track: Track | null = null
  let clusterAt = 0
  let frames = 0
  let firstAt = Number.POSITIVE_INFINITY
  let lastAt = 0
  for await (const element of ebml.elements(0, source.sizeBytes, WALKED_THROUGH)) {
    if (element.id === ID.info) {
      const info = await fields(ebml, element)
      const scale = info.get(ID.timestampScale)
      if (scale) scaleSeconds = (await ebml.unsigned(scale)) / 1e9
      const duration = info.get(ID.duration)
      if (duration) said = (await ebml.float(duration)) * scaleSeconds
    } else if (element.id === ID.tracks) track = await videoTrack(ebml, element)
    else if (element.id === ID.cluster && said !== null && track?.frameSeconds) break
    else if (element.id === ID.timestamp) clusterAt = await ebml.unsigned(element)
    else if (element.id === ID.simpleBlock || element.id === ID.block) {
      const block = await ebml.blockHead(element)
      if (block.track !== track?.number) continue
      frames += 1
      firstAt = Math.min(firstAt, (clusterAt + block.timestamp) * scaleSeconds)
      lastAt = Math.max(lastAt, (clusterAt + block.timestamp) * scaleSeconds)
    }
  }
  if (!track) return null
  const { codec, width, height } = track
  const spacing = frames > 1 ? (lastAt - firstAt) / (frames - 1) : 0
  const frameSeconds = track.frameSeconds ?? spacing
  return {
    codec,
    width,
    height,
    durationSeconds: said ?? lastAt + frameSeconds,
    fps: frameSeconds > 0 ? 1 / frameSeconds : 0,
  }
}

async function videoTrack(ebml: EbmlReader, tracks: EbmlElement): Promise<Track | null> {
  for await (const entry of ebml.elements(tracks.from, tracks.to)) {
    if (entry.id !== ID.trackEntry) continue
    const track = await fields(ebml, entry)
    const unsigned = async (element: EbmlElement | undefined) => (element ? ebml.unsigned(element) : 0)
    const [video, codecId, frame] = [
      track.get(ID.video),
      track.get(ID.codecId),
      track.get(ID.defaultDuration),
    ]
    if ((await unsigned(track.get(ID.trackType))) !== VIDEO || !video || !codecId) continue
    const picture = await fields(ebml, video)
    return {
      number: await unsigned(track.get(ID.trackNumber)),
      codec: codecOf(await ebml.text(codecId)),
      width: await unsigned(picture.get(ID.pixelWidth)),
      height: await unsigned(picture.get(ID.pixelHeight)),
      frameSeconds: frame ? (await ebml.unsigned(frame)) / 1e9 : null,
    }
  }
  return null
}

/** What is directly inside an element, by id; the last of several. */
async function fields(
  ebml: EbmlReader,
  { from, to }: EbmlElement,
): Promise<ReadonlyMap<number, EbmlElement>> {
  const found = new Map<number, EbmlElement>()
  for await (const element of ebml.elements(from, to)) found.set(element.id, element)
  return found
}
