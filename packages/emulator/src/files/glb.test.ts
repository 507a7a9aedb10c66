import { validateBytes } from 'gltf-validator'
import { describe, expect, test } from 'vitest'
import { worldPose } from '../motion/forward-kinematics.ts'
import { createMotion } from '../motion/motion.ts'
import { rig } from '../motion/rig.ts'
import { characterGlb, toGlb } from './glb.ts'

const motion = createMotion({ prompt: 'a person walks then waves', durationSeconds: 3, seed: 1, variant: 1 })

/** The JSON and the binary chunk, read back by the letter of the specification. */
function open(glb: Uint8Array) {
  const view = new DataView(glb.buffer, glb.byteOffset, glb.byteLength)
  const size = view.getUint32(12, true)
  const json = JSON.parse(new TextDecoder().decode(glb.subarray(20, 20 + size)))
  const floats = (accessor: number): Float32Array => {
    const { byteOffset, byteLength } = json.bufferViews[json.accessors[accessor].bufferView]
    const start = 28 + size + byteOffset
    return new Float32Array(glb.slice(start, start + byteLength).buffer)
  }
  return { json, floats }
}

describe.each([
  ['an animated figure', toGlb(motion)],
  ['the character', characterGlb()],
])('%s', (_, glb) => {
  test('has nothing that the Khronos validator minds', async () => {
    const { issues } = await validateBytes(glb)
    expect(issues.messages).toEqual([])
  })

  test('has its skinned mesh at the root of the scene, over all 52 joints', () => {
    const { json } = open(glb)
    const mesh = json.nodes.findIndex((node: { skin?: number }) => node.skin === 0)
    expect(json.scenes[0].nodes).toContain(mesh)
    expect(json.skins[0].joints).toHaveLength(52)
    expect(json.nodes.slice(0, 52).map(({ name }: { name: string }) => name)).toEqual(
      rig.map(({ name }) => name),
    )
  })

  test('stands 1.7 m tall on the floor', () => {
    const { min, max } = open(glb).json.accessors[0]
    expect(min[1]).toBeCloseTo(0, 1)
    expect(max[1] - min[1]).toBeCloseTo(1.71, 1)
  })
})

test('the animation is named after what the figure does and holds every frame', () => {
  const { json, floats } = open(toGlb(motion))
  expect(json.animations).toHaveLength(1)
  expect(json.animations[0].name).toBe('walk-wave')
  const [translation] = json.animations[0].samplers
  expect(floats(translation.input)).toHaveLength(motion.frameCount)
  expect(floats(translation.input).at(-1)).toBeCloseTo((motion.frameCount - 1) / 30, 5)
  expect(floats(translation.output)).toEqual(motion.hips)
  expect(worldPose(motion, 60).positions[0]?.[2]).toBeGreaterThan(0.5)
})

test('the character alone does not move', () => {
  expect(open(characterGlb()).json.animations).toBeUndefined()
})

test('equal motions are equal bytes, other variants are not', () => {
  const again = createMotion({ prompt: 'a person walks then waves', durationSeconds: 3, seed: 1, variant: 1 })
  const other = createMotion({ prompt: 'a person walks then waves', durationSeconds: 3, seed: 1, variant: 2 })
  expect(toGlb(again)).toEqual(toGlb(motion))
  expect(toGlb(other)).not.toEqual(toGlb(motion))
})
