import { inflateSync } from 'fflate'
import { crc32 } from '../../splat/gzip/crc32.ts'
import { fbxError } from '../fbx-error.ts'

export interface ZipEntry {
  /** As the archive has it, with forward slashes. */
  readonly path: string
  readonly size: number
  readonly byteOffset: number
  /** @throws ExportError `invalid-file` where it cannot be unpacked, has another size than announced, or a wrong checksum. */
  readonly unpack: () => Uint8Array<ArrayBuffer>
}

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_ENTRY = 0x04034b50
/** An archive's own remark, which stands at its very end, has at most so many bytes. */
const LONGEST_COMMENT = 0xffff
const STORED = 0
const DEFLATED = 8
/** Deflate makes no more than this many bytes of one. */
const LARGEST_GROWTH = 1032

/**
 * The files of a zip archive, by its directory. Nothing is unpacked until asked for.
 *
 * @param most - Bytes that all files together may have.
 * @throws ExportError `invalid-file` for a damaged archive; `unsupported` for one that is encrypted, in parts, larger
 * than 4 GiB (zip64), packed in another way than deflate, or larger than `most`.
 * @see APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16
 */
export function readZip(bytes: Uint8Array, most: number): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(view)
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  if (count === 0xffff || at === 0xffffffff)
    throw fbxError(
      end,
      'this archive is of the large kind (zip64). Unpack it and pass the FBX file.',
      'unsupported',
    )
  const entries: ZipEntry[] = []
  let sum = 0
  for (let index = 0; index < count; index++) {
    if (at + 46 > end || view.getUint32(at, true) !== DIRECTORY_ENTRY)
      throw fbxError(
        Math.min(at, bytes.length),
        'the list of files of this archive is damaged. Download it again.',
      )
    const entry = readEntry(bytes, view, at, end)
    sum += entry.size
    if (sum > most)
      throw fbxError(
        at,
        `this archive unpacks to more than ${Math.round(most / 2 ** 20)} MiB.`,
        'unsupported',
      )
    entries.push(entry)
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return entries
}

function findEnd(view: DataView): number {
  const last = view.byteLength - 22
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--)
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at
  throw fbxError(view.byteLength, 'this archive has no end; a part of it is missing. Download it again.')
}

function readEntry(bytes: Uint8Array, view: DataView, at: number, end: number): ZipEntry {
  const flags = view.getUint16(at + 8, true)
  const method = view.getUint16(at + 10, true)
  const checksum = view.getUint32(at + 16, true)
  const packed = view.getUint32(at + 20, true)
  const size = view.getUint32(at + 24, true)
  const nameLength = view.getUint16(at + 28, true)
  const local = view.getUint32(at + 42, true)
  if (at + 46 + nameLength > end)
    throw fbxError(at, 'a file name in this archive has no end. Download it again.')
  const path = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)).replaceAll('\\', '/')
  if ((flags & 1) !== 0)
    throw fbxError(at, 'this archive is encrypted. Unpack it and pass the FBX file.', 'unsupported')
  if (method !== STORED && method !== DEFLATED)
    throw fbxError(
      at,
      `this archive is packed in way ${method}; only deflate is known. Unpack it and pass the FBX file.`,
      'unsupported',
    )
  if (local + 30 > bytes.length || view.getUint32(local, true) !== LOCAL_ENTRY)
    throw fbxError(at, 'a file of this archive is not where its list says. Download it again.')
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
  if (
    start + packed > bytes.length ||
    size > packed * LARGEST_GROWTH ||
    (method === STORED && size !== packed)
  )
    throw fbxError(at, 'a file of this archive cannot have the size its list says. Download it again.')
  const unpack = (): Uint8Array<ArrayBuffer> => {
    const payload = bytes.subarray(start, start + packed)
    const content = method === STORED ? Uint8Array.from(payload) : inflated(payload, size, start)
    if (crc32(content) !== checksum)
      throw fbxError(start, 'a file of this archive is damaged. Download it again.')
    return content
  }
  return { path, size, byteOffset: local, unpack }
}

function inflated(payload: Uint8Array, size: number, at: number): Uint8Array<ArrayBuffer> {
  // One byte more than is wanted shows a file that goes on.
  const room = new Uint8Array(size + 1)
  let length: number
  try {
    length = inflateSync(payload, { out: room }).length
  } catch {
    throw fbxError(at, 'a file of this archive cannot be unpacked. Download it again.')
  }
  if (length !== size)
    throw fbxError(at, 'a file of this archive has another size than its list says. Download it again.')
  return room.slice(0, size)
}
