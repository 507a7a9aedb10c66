import * as three from 'three'
import { FBXLoader } from 'three/examples/jsm/loaders/FBXLoader.js'

type Place = readonly [number, number, number]

/** What three.js shows at some moments, in the units it takes for metres. */
export interface Shown {
  readonly joints: Readonly<Record<string, Place>>
  /** Of all vertices, bent by their joints: smallest and largest on each axis. */
  readonly bounds: { readonly min: Place; readonly max: Place }
}

export interface OpenedInThree {
  readonly unitScaleFactor: number
  readonly clips: readonly { readonly name: string; readonly duration: number }[]
  /** What stands in the scene directly. */
  readonly roots: readonly {
    readonly name: string
    readonly turn: readonly number[]
    readonly scale: number
  }[]
  /** Before any clip plays, or at a moment of one. */
  readonly show: (at?: { readonly clip: number; readonly seconds: number }) => Shown
}

/** An FBX file as the web sees it: three.js converts neither units nor axes. */
export function openInThree(bytes: Uint8Array): OpenedInThree {
  // three.js wants a buffer of its own, and asks a browser for nothing but pictures.
  const scene = new FBXLoader().parse(Uint8Array.from(bytes).buffer, '')
  return opened(scene, scene.animations)
}

function opened(scene: three.Object3D, animations: readonly three.AnimationClip[]): OpenedInThree {
  const mixer = new three.AnimationMixer(scene)
  return {
    unitScaleFactor: Number(scene.userData['unitScaleFactor'] ?? 100),
    clips: animations.map(({ name, duration }) => ({ name, duration })),
    roots: scene.children.map(({ name, quaternion, scale }) => ({
      name,
      turn: [quaternion.x, quaternion.y, quaternion.z, quaternion.w],
      scale: scale.x,
    })),
    show: (at) => {
      const clip = at && animations[at.clip]
      mixer.stopAllAction()
      if (clip) {
        mixer.clipAction(clip).play()
        // A clip begins again at its end, and its end is what is asked for.
        mixer.setTime(Math.min(at.seconds, clip.duration * (1 - 1e-7)))
      }
      scene.updateMatrixWorld(true)
      return shown(scene)
    },
  }
}

function shown(scene: three.Object3D): Shown {
  const joints: Record<string, Place> = {}
  const min: [number, number, number] = [Infinity, Infinity, Infinity]
  const max: [number, number, number] = [-Infinity, -Infinity, -Infinity]
  scene.traverse((object) => {
    const { elements } = object.matrixWorld
    if (object.isBone) joints[object.name] = [elements[12] ?? 0, elements[13] ?? 0, elements[14] ?? 0]
    if (!object.isMesh) return
    const point = new three.Vector3()
    for (let index = 0; index < object.geometry.attributes.position.count; index++) {
      object.getVertexPosition(index, point)
      point.applyMatrix4(object.matrixWorld)
      for (const [axis, value] of [point.x, point.y, point.z].entries()) {
        min[axis] = Math.min(min[axis] ?? value, value)
        max[axis] = Math.max(max[axis] ?? value, value)
      }
    }
  })
  return { joints, bounds: { min, max } }
}
