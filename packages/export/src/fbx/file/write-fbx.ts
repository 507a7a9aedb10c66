import type { FbxFile, FbxNode, FbxProperty } from './fbx-node.ts'

/**
 * A binary FBX file, the same bytes for the same nodes.
 *
 * What it is read from and written to again differs in nothing but the packing of its end: the bytes behind the last
 * node are written as the SDK of Autodesk does for files without a checked date.
 *
 * @throws RangeError beyond 4 GiB below version 7.5.
 */
export function writeFbx({ version, nodes }: FbxFile): Uint8Array<ArrayBuffer> {
  const isWide = version >= 7500
  const sizes = new Map<FbxNode, number>()
  const nodesSize = nodes.reduce((sum, node) => sum + measure(node, isWide, sizes), 0)
  const nodesEnd = HEAD + nodesSize + emptySize(isWide)
  // Between footer id and version the file is filled up to a multiple of 16, with 16 where nothing is missing.
  const footer = nodesEnd + FOOTER_ID.length + 4
  const filled = footer + (16 - (footer % 16))
  const bytes = new Uint8Array(filled + 4 + 120 + FOOTER_END.length)
  const view = new DataView(bytes.buffer)
  bytes.set(new TextEncoder().encode('Kaydara FBX Binary  \0\u001A\0'))
  view.setUint32(23, version, true)
  let at = HEAD
  for (const node of nodes) at = put(node, { bytes, view, isWide, sizes }, at)
  bytes.set(FOOTER_ID, nodesEnd)
  view.setUint32(filled, version, true)
  bytes.set(FOOTER_END, filled + 124)
  return bytes
}

const HEAD = 27
const FOOTER_ID = [
  0xfa, 0xbc, 0xab, 0x09, 0xd0, 0xc8, 0xd4, 0x66, 0xb1, 0x76, 0xfb, 0x83, 0x1c, 0xf7, 0x26, 0x7e,
]
const FOOTER_END = [
  0xf8, 0x5a, 0x8c, 0x6a, 0xde, 0xf5, 0xd9, 0x7e, 0xec, 0xe9, 0x0c, 0xe3, 0x75, 0x8f, 0x29, 0x0b,
]

/** Of a node's numbers, its name's length among them; also the size of the empty node. */
const emptySize = (isWide: boolean): number => (isWide ? 25 : 13)

const SCALAR_BYTES = { C: 1, B: 1, Y: 2, I: 4, F: 4, D: 8, L: 8 } as const

function propertySize(property: FbxProperty): number {
  if ('value' in property) return 1 + SCALAR_BYTES[property.type]
  return 'payload' in property ? 13 + property.payload.length : 5 + property.bytes.length
}

function measure(node: FbxNode, isWide: boolean, sizes: Map<FbxNode, number>): number {
  const own = emptySize(isWide) + node.name.length + valuesSize(node)
  const below = node.children.reduce((sum, child) => sum + measure(child, isWide, sizes), 0)
  const size = own + below + (node.isClosed ? emptySize(isWide) : 0)
  sizes.set(node, size)
  return size
}

const valuesSize = ({ properties }: FbxNode): number =>
  properties.reduce((sum, property) => sum + propertySize(property), 0)

interface Target {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly isWide: boolean
  readonly sizes: ReadonlyMap<FbxNode, number>
}

function put(node: FbxNode, target: Target, start: number): number {
  const { bytes, view, isWide, sizes } = target
  const end = start + (sizes.get(node) ?? 0)
  const words = [end, node.properties.length, valuesSize(node)]
  for (const [index, value] of words.entries()) {
    if (isWide) view.setBigUint64(start + index * 8, BigInt(value), true)
    else view.setUint32(start + index * 4, value, true)
  }
  let at = start + emptySize(isWide)
  bytes[at - 1] = node.name.length
  for (let index = 0; index < node.name.length; index++) bytes[at + index] = node.name.charCodeAt(index)
  at += node.name.length
  for (const property of node.properties) at = putProperty(property, target, at)
  for (const child of node.children) at = put(child, target, at)
  return end
}

function putProperty(property: FbxProperty, { bytes, view }: Target, start: number): number {
  bytes[start] = property.type.charCodeAt(0)
  const at = start + 1
  if ('bytes' in property) {
    view.setUint32(at, property.bytes.length, true)
    bytes.set(property.bytes, at + 4)
  } else if ('payload' in property) {
    view.setUint32(at, property.length, true)
    view.setUint32(at + 4, property.encoding, true)
    view.setUint32(at + 8, property.payload.length, true)
    bytes.set(property.payload, at + 12)
  } else if (property.type === 'L') view.setBigInt64(at, property.value, true)
  else if (property.type === 'D') view.setFloat64(at, property.value, true)
  else if (property.type === 'F') view.setFloat32(at, property.value, true)
  else if (property.type === 'I') view.setInt32(at, property.value, true)
  else if (property.type === 'Y') view.setInt16(at, property.value, true)
  else bytes[at] = property.value
  return start + propertySize(property)
}
