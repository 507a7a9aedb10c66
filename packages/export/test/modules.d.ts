/** The parts of two untyped packages that the tests use. */
declare module 'gltf-validator' {
  export function validateBytes(bytes: Uint8Array): Promise<{
    readonly issues: {
      readonly numErrors: number
      readonly numWarnings: number
      readonly messages: readonly {
        readonly code: string
        readonly message: string
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
    updateMatrixWorld(force: boolean): void
    getObjectByName(name: string): Object3D | undefined
    traverse(visit: (object: Object3D) => void): void
  }
  export class AnimationMixer {
    constructor(root: Object3D)
    clipAction(clip: AnimationClip): { play(): void }
    setTime(seconds: number): void
  }
  export interface AnimationClip {
    readonly name: string
    readonly duration: number
  }
}

declare module 'three/examples/jsm/loaders/GLTFLoader.js' {
  import type { AnimationClip, Object3D } from 'three'
  export class GLTFLoader {
    parseAsync(
      data: ArrayBuffer,
      path: string,
    ): Promise<{
      readonly scene: Object3D
      readonly animations: readonly AnimationClip[]
      readonly parser: { readonly associations: ReadonlyMap<Object3D, { readonly nodes?: number }> }
    }>
  }
}

declare module 'three/examples/jsm/loaders/BVHLoader.js' {
  export class BVHLoader {
    parse(text: string): { readonly clip: { readonly duration: number } }
  }
}
