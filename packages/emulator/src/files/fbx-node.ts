import { concatenate } from '../concatenate.ts'

/** A property of an FBX node, already in bytes: a type letter and the value, little-endian. */
export type FbxProperty = Uint8Array

export interface FbxNode {
  readonly name: string
  readonly properties: readonly FbxProperty[]
  readonly children: readonly FbxNode[]
}

export const node = (
  name: string,
  properties: readonly FbxProperty[] = [],
  children: readonly FbxNode[] = [],
): FbxNode => ({
  name,
  properties,
  children,
})

const typed = (letter: string, size: number, write: (view: DataView) => void): FbxProperty => {
  const view = new DataView(new ArrayBuffer(1 + size))
  view.setUint8(0, letter.charCodeAt(0))
  write(view)
  return new Uint8Array(view.buffer)
}

export const int = (value: number): FbxProperty => typed('I', 4, (view) => view.setInt32(1, value, true))
export const long = (value: number | bigint): FbxProperty =>
  typed('L', 8, (view) => view.setBigInt64(1, BigInt(value), true))
export const double = (value: number): FbxProperty => typed('D', 8, (view) => view.setFloat64(1, value, true))
export const flag = (value: boolean): FbxProperty => typed('C', 1, (view) => view.setUint8(1, value ? 1 : 0))

const sized = (letter: string, bytes: Uint8Array): FbxProperty => {
  const property = typed(letter, 4 + bytes.length, (view) => view.setUint32(1, bytes.length, true))
  property.set(bytes, 5)
  return property
}

export const text = (value: string): FbxProperty => sized('S', new TextEncoder().encode(value))
export const raw = (bytes: Uint8Array): FbxProperty => sized('R', bytes)

/** An array, uncompressed: the zip around the file does that better. */
export function array(values: Float32Array | Float64Array | Int32Array | BigInt64Array): FbxProperty {
  const letter =
    values instanceof Float32Array
      ? 'f'
      : values instanceof Float64Array
        ? 'd'
        : values instanceof Int32Array
          ? 'i'
          : 'l'
  const property = typed(letter, 12 + values.byteLength, (view) => {
    view.setUint32(1, values.length, true)
    view.setUint32(9, values.byteLength, true)
  })
  property.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 13)
  return property
}

const version = 7400
const emptyNode = new Uint8Array(13)
/** The bytes that close every binary file of this format; readers compare them. */
const footerId = [
  0xfa, 0xbc, 0xab, 0x09, 0xd0, 0xc8, 0xd4, 0x66, 0xb1, 0x76, 0xfb, 0x83, 0x1c, 0xf7, 0x26, 0x7e,
]
const footerEnd = [
  0xf8, 0x5a, 0x8c, 0x6a, 0xde, 0xf5, 0xd9, 0x7e, 0xec, 0xe9, 0x0c, 0xe3, 0x75, 0x8f, 0x29, 0x0b,
]

/** A binary FBX 7.4 file: 32-bit offsets, nodes that end where they say. */
export function writeFbx(nodes: readonly FbxNode[]): Uint8Array {
  const head = new Uint8Array(27)
  head.set(new TextEncoder().encode('Kaydara FBX Binary  \0\u001A\0'))
  new DataView(head.buffer).setUint32(23, version, true)
  const parts: Uint8Array[] = [head]
  let offset = head.length
  for (const child of nodes) {
    const bytes = encode(child, offset)
    parts.push(bytes)
    offset += bytes.length
  }
  const beforePadding = offset + emptyNode.length + footerId.length + 4
  const footer = new Uint8Array(16 - (beforePadding % 16) + 4 + 120 + footerEnd.length)
  new DataView(footer.buffer).setUint32(16 - (beforePadding % 16), version, true)
  footer.set(footerEnd, footer.length - footerEnd.length)
  return concatenate([...parts, emptyNode, Uint8Array.from(footerId), new Uint8Array(4), footer])
}

function encode({ name, properties, children }: FbxNode, start: number): Uint8Array {
  const label = new TextEncoder().encode(name)
  const values = concatenate(properties)
  const parts: Uint8Array[] = [values]
  let end = start + 13 + label.length + values.length
  for (const child of children) {
    const bytes = encode(child, end)
    parts.push(bytes)
    end += bytes.length
  }
  if (children.length > 0) {
    parts.push(emptyNode)
    end += emptyNode.length
  }
  const head = new Uint8Array(13 + label.length)
  const view = new DataView(head.buffer)
  for (const [at, word] of [end, properties.length, values.length].entries())
    view.setUint32(at * 4, word, true)
  view.setUint8(12, label.length)
  head.set(label, 13)
  return concatenate([head, ...parts])
}
