import { AnimationMixer, type Object3D } from 'three'
import { GLTFLoader } from 'three/examples/jsm/loaders/GLTFLoader.js'
import type { Vector3 } from '../src/motion/motion.ts'
import { listOf, readContainer, recordOf, writeContainer } from '../src/gltf/glb-container.ts'

/**
 * Where three.js sees the nodes of a GLB when it plays a clip: an oracle that shares no code with ours.
 *
 * Pictures are left out, because decoding them takes a browser.
 */
export async function threePlaces(
  glb: Uint8Array,
  clipName: string,
): Promise<(seconds: number) => ReadonlyMap<number, Vector3>> {
  const { json, binary } = readContainer(glb)
  const { images: _, textures: __, materials: ___, ...rest } = json
  const meshes = listOf(json['meshes']).map((mesh) => ({
    ...recordOf(mesh),
    primitives: listOf(recordOf(mesh)['primitives']).map((primitive) => {
      const { material: ____, ...plain } = recordOf(primitive)
      return plain
    }),
  }))
  const plain = writeContainer({
    json: { ...rest, ...(meshes.length > 0 ? { meshes } : {}), extensions: {} },
    binary,
  })
  const { scene, animations, parser } = await new GLTFLoader().parseAsync(plain.buffer, '')
  const clip = animations.find(({ name }) => name === clipName)
  if (!clip) throw new Error(`three.js found no clip ${clipName}`)
  const mixer = new AnimationMixer(scene)
  mixer.clipAction(clip).play()
  const nodes = new Map<number, Object3D>()
  scene.traverse((object) => {
    const node = parser.associations.get(object)?.nodes
    if (node !== undefined && !nodes.has(node)) nodes.set(node, object)
  })
  return (seconds) => {
    mixer.setTime(seconds)
    scene.updateMatrixWorld(true)
    return new Map(
      [...nodes].map(([node, { matrixWorld }]) => {
        const [x = 0, y = 0, z = 0] = matrixWorld.elements.slice(12, 15)
        return [node, [x, y, z]]
      }),
    )
  }
}
