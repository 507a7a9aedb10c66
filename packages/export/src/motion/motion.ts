export type Vector3 = readonly [x: number, y: number, z: number]

export interface Joint {
  /** Unique within a motion. */
  readonly name: string
  /** Index into `joints`; `null` for a root. */
  readonly parent: number | null
  /** From the parent at rest; every joint's axes are those of the world at rest. */
  readonly offset: Vector3
  /** Where the bone below a last joint ends, from the joint; `null` when nobody said. Not a joint itself. */
  readonly end: Vector3 | null
}

/** Where one joint stands in every frame, from its parent; takes the place of the joint's rest offset. */
export interface TranslationTrack {
  /** Index into `joints`. */
  readonly joint: number
  /** `frameCount` x 3. */
  readonly values: Float32Array<ArrayBuffer>
}

/**
 * A skeleton and what it does: the one value every reader produces and every writer takes.
 *
 * Right-handed, metres, Y up, figures face +Z (glTF 2.0, section 3.4).
 */
export interface Motion {
  /** Parents before children. */
  readonly joints: readonly Joint[]
  /** Frames per second; 24000/1001 is spelled out, never 23.976. */
  readonly fps: number
  /** 0 for a rest pose without motion. */
  readonly frameCount: number
  /** `frameCount` x joints x 4: unit quaternions x y z w, local to the parent, each within a half turn of the frame before. */
  readonly rotations: Float32Array<ArrayBuffer>
  /** Of the joints that travel, which is usually the root alone. */
  readonly translations: readonly TranslationTrack[]
}
