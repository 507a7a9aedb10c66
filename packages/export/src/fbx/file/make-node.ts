import { packArray } from './fbx-array.ts'
import type { FbxNode, FbxPackedArray, FbxProperty } from './fbx-node.ts'

/** Nodes are written by hand in these few words: `node('Version', [int(100)])`. */
export const node = (
  name: string,
  properties: readonly FbxProperty[] = [],
  children: readonly FbxNode[] = [],
): FbxNode => ({
  name,
  properties,
  children,
  // The SDK's readers expect an end in these even when nothing is in them (as Blender's writer has found).
  isClosed:
    children.length > 0 || properties.length === 0 || name === 'AnimationStack' || name === 'AnimationLayer',
  byteOffset: 0,
})

export const flag = (value: boolean): FbxProperty => ({ type: 'C', value: value ? 1 : 0 })
export const int = (value: number): FbxProperty => ({ type: 'I', value })
export const double = (value: number): FbxProperty => ({ type: 'D', value })
export const long = (value: number | bigint): FbxProperty => ({ type: 'L', value: BigInt(value) })
export const text = (value: string): FbxProperty => ({ type: 'S', bytes: new TextEncoder().encode(value) })
export const raw = (bytes: Uint8Array): FbxProperty => ({ type: 'R', bytes })
export const floats = (values: ArrayLike<number>): FbxPackedArray => packArray('f', Float32Array.from(values))
export const doubles = (values: ArrayLike<number>): FbxPackedArray =>
  packArray('d', Float64Array.from(values))
export const ints = (values: ArrayLike<number>): FbxPackedArray => packArray('i', Int32Array.from(values))
export const longs = (values: BigInt64Array): FbxPackedArray => packArray('l', values)

/** An object's name and class as one text. */
export const named = (name: string, kind: string): FbxProperty => text(`${name}\0\u0001${kind}`)

/** A line of `Properties70`: name, type, label, flags, then the values. */
export const property = (
  name: string,
  type: string,
  label: string,
  flags: string,
  ...values: readonly FbxProperty[]
): FbxNode => node('P', [text(name), text(type), text(label), text(flags), ...values])
