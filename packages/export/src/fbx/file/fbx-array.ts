import { unzlibSync, zlibSync } from 'fflate'
import { fbxError } from '../fbx-error.ts'
import type { FbxPackedArray, FbxProperty } from './fbx-node.ts'

/** Deflate makes no more than this many bytes of one (RFC 1951: 258 bytes from a length and a distance code of a bit each). */
const LARGEST_GROWTH = 1032
/** Below this many bytes packing saves nothing worth having. Blender's writer draws the same line. */
const SMALLEST_PACKED = 128

export const ELEMENT_BYTES = { f: 4, d: 8, i: 4, l: 8, b: 1, c: 1 } as const

/**
 * Numbers of an array, packed or not.
 *
 * @throws ExportError `invalid-file` where it cannot hold as many as it announces, which is checked before memory is
 * taken, or where it cannot be unpacked.
 */
export function unpackArray(
  array: FbxPackedArray,
):
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer> {
  const bytes = array.encoding === 0 ? Uint8Array.from(array.payload) : inflated(array)
  switch (array.type) {
    case 'f':
      return new Float32Array(bytes.buffer)
    case 'd':
      return new Float64Array(bytes.buffer)
    case 'i':
      return new Int32Array(bytes.buffer)
    case 'l':
      return new BigInt64Array(bytes.buffer)
    default:
      return bytes
  }
}

/** The same as 64-bit floats, whatever they are in the file; empty where the property is no array. */
export function numbersOf(property: FbxProperty | undefined): Float64Array<ArrayBuffer> {
  if (property === undefined || !('payload' in property)) return new Float64Array()
  const values = unpackArray(property)
  return values instanceof Float64Array ? values : Float64Array.from(values, Number)
}

/** An array property; large ones are packed, by the same rule every time. */
export function packArray(
  type: FbxPackedArray['type'],
  values: Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array,
): FbxPackedArray {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  const isLarge = bytes.length > SMALLEST_PACKED
  return {
    type,
    length: values.length,
    encoding: isLarge ? 1 : 0,
    payload: isLarge ? zlibSync(bytes, { level: 6 }) : bytes,
    byteOffset: 0,
  }
}

/** The same kind of array with other numbers in it. */
export const repackArray = (type: FbxPackedArray['type'], values: Float64Array): FbxPackedArray => {
  if (type === 'd') return packArray(type, values)
  if (type === 'f') return packArray(type, Float32Array.from(values))
  if (type === 'i') return packArray(type, Int32Array.from(values))
  if (type === 'l')
    return packArray(
      type,
      BigInt64Array.from(values, (value) => BigInt(Math.round(value))),
    )
  return packArray(type, Uint8Array.from(values))
}

function inflated({ type, length, payload, byteOffset }: FbxPackedArray): Uint8Array<ArrayBuffer> {
  const size = length * ELEMENT_BYTES[type]
  const tooMany = `an array announces ${length} numbers, and its ${payload.length} bytes cannot hold them. Download or export the file again.`
  if (size > payload.length * LARGEST_GROWTH) throw fbxError(byteOffset, tooMany)
  // One byte more than is wanted shows an array that goes on.
  const room = new Uint8Array(size + 1)
  let unpacked: Uint8Array
  try {
    unpacked = unzlibSync(payload, { out: room })
  } catch {
    throw fbxError(byteOffset, 'an array cannot be unpacked. Download or export the file again.')
  }
  if (unpacked.length !== size)
    throw fbxError(
      byteOffset,
      `an array announces ${length} numbers and holds ${unpacked.length > size ? 'more' : 'fewer'}. Download or export the file again.`,
    )
  return room.slice(0, size)
}
