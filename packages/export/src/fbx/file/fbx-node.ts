/**
 * One entry of a binary FBX file: a name, values, and entries below it.
 *
 * Arrays stay packed as the file has them until somebody asks (`unpackArray`), so that a file can be read, changed in
 * one place and written again without touching the rest, and damaged ones cost no memory.
 *
 * @see Blender's account of the format, code.blender.org/2013/08/fbx-binary-file-format-specification
 */
export interface FbxNode {
  readonly name: string
  readonly properties: readonly FbxProperty[]
  readonly children: readonly FbxNode[]
  /** An empty node ends it, as behind all children; some writers put one where there are none. */
  readonly isClosed: boolean
  /** Where it begins in the file it was read from; 0 for one made here. */
  readonly byteOffset: number
}

export type FbxProperty = FbxScalar | FbxBytes | FbxPackedArray

/** C and B: a flag. Y: 16 bits. I: 32 bits. F: 32-bit float. D: 64-bit float. L: 64 bits. */
export type FbxScalar =
  | { readonly type: 'C' | 'B' | 'Y' | 'I' | 'F' | 'D'; readonly value: number }
  | { readonly type: 'L'; readonly value: bigint }

/** S: text in UTF-8. R: bytes of any kind. */
export interface FbxBytes {
  readonly type: 'S' | 'R'
  readonly bytes: Uint8Array
}

/** f, d, i, l: numbers as in {@link FbxScalar}. b, c: bytes. */
export interface FbxPackedArray {
  readonly type: 'f' | 'd' | 'i' | 'l' | 'b' | 'c'
  /** How many numbers. */
  readonly length: number
  /** 0: as they are. 1: packed by zlib. */
  readonly encoding: 0 | 1
  readonly payload: Uint8Array
  readonly byteOffset: number
}

/** A whole file. */
export interface FbxFile {
  /** 7100 to 7700; from 7500 on, offsets have 64 bits. */
  readonly version: number
  readonly nodes: readonly FbxNode[]
}

export const childOf = (parent: FbxNode | FbxFile | undefined, name: string): FbxNode | undefined =>
  entriesOf(parent).find((entry) => entry.name === name)

export const childrenOf = (parent: FbxNode | FbxFile | undefined, name: string): readonly FbxNode[] =>
  entriesOf(parent).filter((entry) => entry.name === name)

const entriesOf = (parent: FbxNode | FbxFile | undefined): readonly FbxNode[] =>
  parent === undefined ? [] : 'nodes' in parent ? parent.nodes : parent.children

const decoder = new TextDecoder()

/** The text at a place; `null` where there is none. */
export function textAt(node: FbxNode | undefined, index: number): string | null {
  const property = node?.properties[index]
  return property?.type === 'S' ? decoder.decode(property.bytes) : null
}

/** The number at a place, of whatever kind; `null` where there is none. */
export function numberAt(node: FbxNode | undefined, index: number): number | null {
  const property = node?.properties[index]
  return property !== undefined && 'value' in property ? Number(property.value) : null
}

/** An object's own name: the format joins it and a class by two bytes, 0 and 1. */
export const nameOf = (node: FbxNode): string => (textAt(node, 1) ?? '').split('\0\u0001')[0] ?? ''
