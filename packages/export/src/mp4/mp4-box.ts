import { mp4Error } from './mp4-error.ts'

/** A part of an MP4 file: everything in one is a box, and some boxes hold boxes. */
export interface Mp4Box {
  /** Four characters, such as `moov`. */
  readonly type: string
  /** Where it begins in the file, where its content begins, and where it ends. */
  readonly start: number
  readonly content: number
  readonly end: number
}

/** A file and a way to read numbers from it. */
export interface Mp4Bytes {
  readonly bytes: Uint8Array
  readonly view: DataView
}

export const mp4Bytes = (bytes: Uint8Array): Mp4Bytes => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
})

/** No box of any known writer holds more. */
const MOST_BOXES = 100_000

/**
 * The boxes between two places of a file.
 *
 * @throws ExportError `invalid-file` where one claims to be larger than what holds it, or smaller than its own head.
 * @see ISO/IEC 14496-12, section 4.2
 */
export function boxesIn({ bytes, view }: Mp4Bytes, from: number, to: number): readonly Mp4Box[] {
  const boxes: Mp4Box[] = []
  let start = from
  // Less than a head is left: writers of old pad with a few zeros.
  while (start + 8 <= to) {
    const short = view.getUint32(start)
    const isLong = short === 1
    if (isLong && start + 16 > to)
      throw mp4Error(start, 'a box has no room for its own size. Download the file again.')
    const size = isLong ? Number(view.getBigUint64(start + 8)) : short === 0 ? to - start : short
    const content = start + (isLong ? 16 : 8)
    const end = start + size
    const type = typeAt(bytes, start + 4)
    if (end < content || end > to)
      throw mp4Error(
        start,
        `${JSON.stringify(type)} claims ${size} bytes where there are ${to - start}. The file is cut off or damaged; download it again.`,
      )
    boxes.push({ type, start, content, end })
    if (boxes.length > MOST_BOXES)
      throw mp4Error(start, `there are more than ${MOST_BOXES} boxes in one place.`)
    start = end
  }
  return boxes
}

/** The first box of a type below another, step by step: `moov`'s `['trak', 'mdia']`. */
export function boxAt(file: Mp4Bytes, parent: Mp4Box, path: readonly string[]): Mp4Box | undefined {
  let found: Mp4Box | undefined = parent
  for (const type of path)
    found = found && boxesIn(file, found.content, found.end).find((box) => box.type === type)
  return found
}

/** The boxes of a whole file. @throws ExportError `unsupported` where it does not begin like one. */
export function topBoxes(file: Mp4Bytes): readonly Mp4Box[] {
  if (!isMp4(file.bytes)) throw mp4Error(0, 'this is no MP4 or MOV file by its first bytes.', 'unsupported')
  return boxesIn(file, 0, file.bytes.length)
}

/** Whether a file begins as MP4 and MOV files do. */
export const isMp4 = (bytes: Uint8Array): boolean =>
  /^(ftyp|moov|mdat|free|skip|wide|styp|pnot)$/.test(typeAt(bytes, 4))

export const typeAt = (bytes: Uint8Array, at: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + 4))

/** @throws ExportError `invalid-file` where a box has fewer bytes of content than its kind needs. */
export function needs(box: Mp4Box, bytes: number): void {
  if (box.end - box.content < bytes)
    throw mp4Error(box.start, `${JSON.stringify(box.type)} is too short to be read. Download the file again.`)
}
