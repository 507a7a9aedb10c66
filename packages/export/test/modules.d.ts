/** The parts of untyped packages that the tests use. */
declare module 'draco3dgltf' {
  export function createDecoderModule(): Promise<unknown>
  export function createEncoderModule(): Promise<unknown>
}

declare module 'gltf-validator' {
  export function validateBytes(bytes: Uint8Array): Promise<{
    readonly issues: {
      readonly numErrors: number
      readonly numWarnings: number
      readonly messages: readonly {
        readonly code: string
        readonly message: string
        readonly severity: number
        readonly pointer: string
      }[]
    }
  }>
}

declare module 'three' {
  interface Object3D {
    readonly name: string
    readonly children: readonly Object3D[]
    readonly matrixWorld: { readonly elements: readonly number[] }
    readonly quaternion: { readonly x: number; readonly y: number; readonly z: number; readonly w: number }
    readonly scale: { readonly x: number }
    readonly userData: Readonly<Record<string, unknown>>
    readonly isBone?: boolean
    readonly isMesh?: boolean
    /** These two of meshes. */
    readonly geometry: { readonly attributes: { readonly position: { readonly count: number } } }
    getVertexPosition(index: number, target: Vector3): void
    traverse(visit: (object: Object3D) => void): void
    updateMatrixWorld(force: boolean): void
    getObjectByName(name: string): Object3D | undefined
    traverse(visit: (object: Object3D) => void): void
  }
  export class Vector3 {
    readonly x: number
    readonly y: number
    readonly z: number
    applyMatrix4(matrix: Object3D['matrixWorld']): void
  }
  export class AnimationMixer {
    constructor(root: Object3D)
    clipAction(clip: AnimationClip): { play(): void }
    setTime(seconds: number): void
    stopAllAction(): void
  }
  export interface AnimationClip {
    readonly name: string
    readonly name: string
    readonly duration: number
  }
}

declare module 'three/examples/jsm/loaders/GLTFLoader.js' {
  import type { AnimationClip, Object3D } from 'three'
  export class GLTFLoader {
    register(plugin: (parser: unknown) => unknown): this
    parseAsync(
      data: ArrayBuffer,
      path: string,
    ): Promise<{
      readonly scene: Object3D
      readonly animations: readonly AnimationClip[]
      readonly userData: Readonly<Record<string, unknown>>
      readonly parser: { readonly associations: ReadonlyMap<Object3D, { readonly nodes?: number }> }
    }>
  }
}

declare module 'three/examples/jsm/loaders/FBXLoader.js' {
  import type { AnimationClip, Object3D } from 'three'
  export class FBXLoader {
    parse(data: ArrayBuffer, path: string): Object3D & { readonly animations: readonly AnimationClip[] }
  }
}

declare module 'three/examples/jsm/loaders/BVHLoader.js' {
  export class BVHLoader {
    parse(text: string): { readonly clip: { readonly duration: number } }
  }
}
