import type { Note } from '../report/note.ts'

export type Axis = 0 | 1 | 2

/** One number per frame: a position along, or a turn about, one axis. */
export interface BvhChannel {
  readonly kind: 'position' | 'rotation'
  /** 0 = X, 1 = Y, 2 = Z. */
  readonly axis: Axis
}

export interface BvhJoint {
  /** As the file spells it, spaces and colons included; not necessarily unique. */
  readonly name: string
  /** Index into `joints`; `null` for a ROOT. */
  readonly parent: number | null
  /** From the parent joint at rest, in the file's own unit and axes. */
  readonly offset: readonly [x: number, y: number, z: number]
  /** In file order, which is the order rotations are applied in: left to right, intrinsic. */
  readonly channels: readonly BvhChannel[]
  /** Where this joint's first channel stands in a frame. */
  readonly firstChannel: number
  /** The End Site below this joint, from this joint; `null` when the file gives none. */
  readonly end: readonly [x: number, y: number, z: number] | null
}

/** A BVH file as written: no unit, axis or meaning is decided yet; see `toMotion`. */
export interface BvhFile {
  /** Parents before children, in file order. */
  readonly joints: readonly BvhJoint[]
  readonly channelCount: number
  /** Frames that are really there. */
  readonly frameCount: number
  /** Seconds; 0 when the file does not say. */
  readonly frameTime: number
  /** `frameCount` x `channelCount`, row by row. Degrees for rotations, the file's own unit for positions. */
  readonly values: Float64Array
  /** What had to be repaired while reading. */
  readonly notes: readonly Note[]
}
