import { long, node, text, type FbxNode, type FbxProperty } from './fbx-node.ts'

/** What a part of the file adds: objects, and who belongs to whom. */
export interface FbxObjects {
  readonly objects: readonly FbxNode[]
  readonly connections: readonly FbxNode[]
}

/** FBX counts in centimetres. */
export const centimetres = 100
/** FBX's unit of time. */
const ticksPerSecond = 46_186_158_000n

/** When a frame is, in FBX's unit of time. */
export const ticksAt = (frame: number, fps: number): bigint => (BigInt(frame) * ticksPerSecond) / BigInt(fps)

/** Ids of the objects that others refer to. */
export const modelId = (joint: number): number => 1_000_000 + joint

export const connect = (child: number, parent: number): FbxNode =>
  node('C', [text('OO'), long(child), long(parent)])
export const connectProperty = (child: number, parent: number, name: string): FbxNode =>
  node('C', [text('OP'), long(child), long(parent), text(name)])

/** An entry of `Properties70`: name, type, sub-type, flags, values. */
export const property = (
  name: string,
  type: string,
  label: string,
  flags: string,
  ...values: FbxProperty[]
): FbxNode => node('P', [text(name), text(type), text(label), text(flags), ...values])

/** An object's name and class, in the order and with the separator of the binary format. */
export const named = (name: string, kind: string): FbxProperty => text(`${name}\0\u0001${kind}`)
