import { fbxError } from '../fbx-error.ts'
import { ELEMENT_BYTES } from './fbx-array.ts'
import type { FbxFile, FbxNode, FbxPackedArray, FbxProperty } from './fbx-node.ts'

/** `Kaydara FBX Binary`, two blanks, and five bytes that show whether a transfer changed line ends. */
const MAGIC = 'Kaydara FBX Binary  \0'
const FIRST_NODE = 27
const OLDEST = 7100
const NEWEST = 7700
/** The deepest known writer needs 6. */
const DEEPEST = 32
/** Each is an object in memory; a scene of ten thousand bones and clips stays far below. */
const MOST_NODES = 2_000_000
/** Of one unpacked array, in numbers. */
const LONGEST_ARRAY = 2 ** 26
/** Of all arrays unpacked, in bytes. */
const MOST_UNPACKED = 2 ** 31

/**
 * The nodes of a binary FBX file, version 7.1 to 7.7.
 *
 * Nothing is unpacked and no text is decoded here; what is kept are views of `bytes`, which must not change.
 *
 * @throws ExportError `invalid-file` with the byte at which reading stopped; `unsupported` for text files, for other
 * versions, and for what is no FBX.
 */
export function readFbx(bytes: Uint8Array): FbxFile {
  const version = readVersion(bytes)
  const reader: Reader = {
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    isWide: version >= 7500,
    nodes: 0,
    unpacked: 0,
  }
  const nodes: FbxNode[] = []
  let at = FIRST_NODE
  for (;;) {
    const read = readNode(reader, at, bytes.length, 0)
    if (read === null) break
    nodes.push(read.node)
    at = read.end
  }
  return { version, nodes }
}

interface Reader {
  readonly bytes: Uint8Array
  readonly view: DataView
  /** Offsets and counts have 64 bits. */
  readonly isWide: boolean
  /** So far. */
  nodes: number
  /** Bytes of all arrays so far, once unpacked. */
  unpacked: number
}

function readVersion(bytes: Uint8Array): number {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 400))
  if (!start.startsWith(MAGIC.slice(0, 18))) {
    if (start.startsWith('PK'))
      throw fbxError(
        0,
        'this is a zip archive, not an FBX file. Take the FBX file out of it first (unwrapFbx).',
        'unsupported',
      )
    if (/^\s*;\s*FBX/.test(start) || start.includes('FBXHeaderExtension'))
      throw fbxError(
        0,
        'this is a text (ASCII) FBX file. Save it as binary FBX: in Maya, 3ds Max and MotionBuilder choose type "Binary" in the export window, or use the FBX Converter of Autodesk.',
        'unsupported',
      )
    throw fbxError(0, 'this is no FBX file by its first bytes.', 'unsupported')
  }
  if (!start.startsWith(MAGIC) || bytes.length < FIRST_NODE)
    throw fbxError(
      Math.min(bytes.length, 18),
      'the file ends inside its header, or was changed as if it were text. Download it again as binary.',
    )
  const version = new DataView(bytes.buffer, bytes.byteOffset).getUint32(23, true)
  if (version < OLDEST || version > NEWEST)
    throw fbxError(
      23,
      `this is version ${(version / 1000).toFixed(1)} of FBX; 7.1 to 7.7 can be read. Export it again as "FBX 2013" or newer.`,
      'unsupported',
    )
  return version
}

/** `null` for the empty node that ends a list; it is 13 or 25 bytes of zeros. */
function readNode(
  reader: Reader,
  at: number,
  limit: number,
  depth: number,
): { readonly node: FbxNode; readonly end: number } | null {
  const { bytes, view, isWide } = reader
  const head = isWide ? 25 : 13
  if (at + head > limit)
    throw fbxError(at, 'the file ends where another node should begin. Download it again.')
  const word = (index: number): number =>
    isWide ? readWide(view, at + index * 8) : view.getUint32(at + index * 4, true)
  const end = word(0)
  if (end === 0) return null
  const count = word(1)
  const size = word(2)
  const nameLength = bytes[at + head - 1] ?? 0
  const firstProperty = at + head + nameLength
  if (end > limit || firstProperty > end)
    throw fbxError(at, `a node claims to end at byte ${end}, which is not possible. Download the file again.`)
  if (size > end - firstProperty) throw fbxError(at, 'the values of a node are longer than the node.')
  // Two bytes are the smallest value there is.
  if (count > size / 2) throw fbxError(at, `a node claims ${count} values in ${size} bytes.`)
  if (depth > DEEPEST) throw fbxError(at, `nodes lie more than ${DEEPEST} deep in each other.`)
  if (++reader.nodes > MOST_NODES)
    throw fbxError(at, `there are more than ${MOST_NODES} nodes.`, 'unsupported')

  const name = new TextDecoder('latin1').decode(bytes.subarray(at + head, firstProperty))
  const afterProperties = firstProperty + size
  const properties: FbxProperty[] = []
  let cursor = firstProperty
  for (let index = 0; index < count; index++) {
    const read = readProperty(reader, cursor, afterProperties)
    properties.push(read.property)
    cursor = read.end
  }
  if (cursor !== afterProperties) throw fbxError(cursor, 'a node has values that it does not count.')

  const children: FbxNode[] = []
  let isClosed = false
  while (cursor < end) {
    const read = readNode(reader, cursor, end, depth + 1)
    if (read === null) {
      cursor += head
      isClosed = true
      break
    }
    children.push(read.node)
    cursor = read.end
  }
  if (cursor !== end) throw fbxError(cursor, `a node ends here and not at byte ${end}, as it claims.`)
  return { node: { name, properties, children, isClosed, byteOffset: at }, end }
}

function readProperty(
  reader: Reader,
  at: number,
  limit: number,
): { readonly property: FbxProperty; readonly end: number } {
  const { bytes, view } = reader
  const type = String.fromCharCode(bytes[at] ?? 0)
  const start = at + 1
  const need = (count: number): number => {
    if (start + count > limit) throw fbxError(at, 'a value is longer than the node it belongs to.')
    return start + count
  }
  switch (type) {
    case 'C':
    case 'B':
      return { end: need(1), property: { type, value: bytes[start] ?? 0 } }
    case 'Y':
      return { end: need(2), property: { type, value: view.getInt16(start, true) } }
    case 'I':
      return { end: need(4), property: { type, value: view.getInt32(start, true) } }
    case 'F':
      return { end: need(4), property: { type, value: view.getFloat32(start, true) } }
    case 'D':
      return { end: need(8), property: { type, value: view.getFloat64(start, true) } }
    case 'L':
      return { end: need(8), property: { type, value: view.getBigInt64(start, true) } }
    case 'S':
    case 'R': {
      need(4)
      const end = need(4 + view.getUint32(start, true))
      return { end, property: { type, bytes: bytes.subarray(start + 4, end) } }
    }
    case 'f':
    case 'd':
    case 'i':
    case 'l':
    case 'b':
    case 'c': {
      need(12)
      const end = need(12 + view.getUint32(start + 8, true))
      return { end, property: readArray(reader, type, at, bytes.subarray(start + 12, end)) }
    }
    default:
      throw fbxError(at, `a value has the type ${JSON.stringify(type)}, which no FBX file has.`)
  }
}

function readArray(
  reader: Reader,
  type: FbxPackedArray['type'],
  at: number,
  payload: Uint8Array,
): FbxPackedArray {
  const { view } = reader
  const length = view.getUint32(at + 1, true)
  const encoding = view.getUint32(at + 5, true)
  if (encoding !== 0 && encoding !== 1)
    throw fbxError(at, `an array is packed in way ${encoding}; only 0 and 1 are known.`)
  if (encoding === 0 && length * ELEMENT_BYTES[type] !== payload.length)
    throw fbxError(at, `an array announces ${length} numbers and has ${payload.length} bytes.`)
  if (length > LONGEST_ARRAY) throw fbxError(at, `an array announces ${length} numbers.`)
  reader.unpacked += length * ELEMENT_BYTES[type]
  if (reader.unpacked > MOST_UNPACKED)
    throw fbxError(at, 'the arrays of this file unpack to more than 2 GiB.', 'unsupported')
  return { type, length, encoding, payload, byteOffset: at }
}

/** Beyond 2^53 it is no place in any file, and stays a large number. */
const readWide = (view: DataView, at: number): number => Number(view.getBigUint64(at, true))
