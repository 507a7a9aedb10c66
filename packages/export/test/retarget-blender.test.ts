import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { retarget } from '../src/humanoid/retarget.ts'
import { lengthOf, minus, multiply, type Rotation, turnAbout, unit } from '../src/rotation.ts'
import { setRootMotion } from '../src/humanoid/root-motion.ts'
import { createWorldReader } from '../src/humanoid/world-reader.ts'
import type { Motion, Vector3 } from '../src/motion/motion.ts'
import { type BlenderCommand, describeInBlender, inTemporaryFolder, runBlender } from './blender.ts'
import { figureGlb, figureJoints, swaying } from './sample-figure.ts'

const FRAMES = [0, 5, 11, 17, 22]
const source = swaying(figureJoints())
/** Every node turned another way, below an armature as FBX converters leave it: a hundredth, and tipped over. */
const turnOf = (joint: number): Rotation =>
  unit([Math.sin(joint), Math.cos(3 * joint), Math.sin(7 * joint), 0.5])
const armature = {
  scale: 0.01,
  rotation: multiply(turnAbout([1, 0, 0], -Math.PI / 2), turnAbout([0, 0, 1], 1)),
}

async function headsInBlender(
  command: BlenderCommand,
  glb: Uint8Array,
): Promise<readonly Readonly<Record<string, Vector3>>[]> {
  return inTemporaryFolder(async (folder) => {
    const path = join(folder, 'character.glb')
    writeFileSync(path, glb)
    const script = fileURLToPath(new URL('bone-heads.py', import.meta.url))
    const output = await runBlender(command, script, path, '30', FRAMES.join(','))
    const line = output.split('\n').find((text) => text.startsWith('HEADS ')) ?? 'HEADS []'
    return JSON.parse(line.slice('HEADS '.length))
  })
}

function apart(heads: Awaited<ReturnType<typeof headsInBlender>>, motion: Motion): number {
  const poseOf = createWorldReader(motion)
  let worst = heads.length === FRAMES.length ? 0 : Infinity
  for (const [index, frame] of FRAMES.entries()) {
    const { places } = poseOf(frame)
    for (const [joint, { name }] of motion.joints.entries())
      worst = Math.max(worst, lengthOf(minus(heads[index]?.[name] ?? [9, 9, 9], places[joint] ?? [0, 0, 0])))
  }
  return worst
}

describeInBlender('%s sees a retargeted character', (command) => {
  test('where we see it, on a rig of odd axes below a scaled and tipped armature', async () => {
    const rig = await figureGlb(
      figureJoints({ armsDown: 45, legLength: 0.3, spineJoints: 2 }),
      turnOf,
      armature,
    )
    const { glb, motion } = retarget(source, rig, { name: 'clip' })
    expect(apart(await headsInBlender(command, glb), motion)).toBeLessThan(1e-4)
  })

  test('travel with the root bone that was put above it', async () => {
    const rig = await figureGlb(figureJoints({ armsDown: 45 }), turnOf, armature)
    const plain = retarget(source, rig).motion
    const change = (motion: Motion): Motion => setRootMotion(motion, { mode: 'root-bone' })
    const { glb } = retarget(source, rig, { name: 'clip', change })
    const heads = await headsInBlender(command, glb)
    expect(apart(heads, plain)).toBeLessThan(1e-4)
  })
})
