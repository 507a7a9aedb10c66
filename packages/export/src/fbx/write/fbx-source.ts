import type { Turn } from '../bake/turn.ts'

type Triple = readonly [x: number, y: number, z: number]

/** A scene to be written as FBX: metres, Y up, facing +Z, as in a GLB. */
export interface FbxSource {
  /** Frames per second of all clips. */
  readonly fps: number
  readonly nodes: readonly SourceNode[]
  readonly meshes: readonly SourceMesh[]
  readonly materials: readonly SourceMaterial[]
  readonly clips: readonly SourceClip[]
}

export interface SourceNode {
  readonly name: string
  /** Index into `nodes`, before this one; `null` for what stands in the scene directly. */
  readonly parent: number | null
  readonly kind: 'joint' | 'group' | 'mesh'
  readonly translation: Triple
  readonly rotation: Turn
  readonly scale: Triple
  /** Where it stands in the world while skins are bound: 16 numbers in columns. */
  readonly bind: Float64Array
}

export interface SourceMaterial {
  readonly name: string
  /** Red, green, blue, opacity; 0 to 1, linear, as glTF has them and as Blender writes them. */
  readonly color: readonly [number, number, number, number]
}

export interface SourceMesh {
  /** Index into `nodes`. */
  readonly node: number
  readonly name: string
  /** Of each vertex three numbers; `normals` too, and two of `uvs`, with V upwards. */
  readonly positions: Float32Array
  readonly normals: Float32Array | null
  readonly uvs: Float32Array | null
  /** Of each triangle three vertices. */
  readonly indices: Uint32Array
  /** Indices into `materials`, and for each triangle which of these. */
  readonly materials: readonly number[]
  readonly materialOfTriangle: Int32Array
  readonly skin: SourceSkin | null
}

export interface SourceSkin {
  /** Indices into `nodes`. */
  readonly joints: readonly number[]
  /** Of each joint 16 numbers: from the mesh to the joint while the skin is bound. */
  readonly inverseBinds: readonly Float64Array[]
  /** Of each vertex four places in `joints`, and how much each moves it. */
  readonly vertexJoints: Uint16Array
  readonly weights: Float32Array
}

export interface SourceClip {
  readonly name: string
  readonly frameCount: number
  readonly tracks: readonly SourceTrack[]
}

/** Every frame of one channel: three numbers, or four of a quaternion. */
export interface SourceTrack {
  readonly node: number
  readonly path: 'translation' | 'rotation' | 'scale'
  readonly values: Float32Array
}
