import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { VRMAnimationLoaderPlugin } from '@pixiv/three-vrm-animation'
import { validateBytes } from 'gltf-validator'
import { GLTFLoader } from 'three/examples/jsm/loaders/GLTFLoader.js'
import { describe, expect, test } from 'vitest'
import { bvhText } from '../../test/bvh-text.ts'
import { parseBvh } from '../bvh/parse-bvh.ts'
import { validateGlb } from '../gltf/validate-glb.ts'
import { readContainer, recordOf } from '../gltf/glb-container.ts'
import { mapHumanoid } from '../humanoid/map-humanoid.ts'
import { readClip } from '../humanoid/read-clip.ts'
import { readRig } from '../humanoid/read-rig.ts'
import { angleBetween, minus, vectorAt } from '../rotation.ts'
import type { Motion, Vector3 } from '../motion/motion.ts'
import { createPoseReader } from '../motion/pose-reader.ts'
import { toMotion } from '../motion/to-motion.ts'
import { motionToVrma } from './motion-to-vrma.ts'
import { describeWhere } from '../../test/real-files.ts'

const person = toMotion(parseBvh(personText()), { unit: 'cm' }).motion

describe('motionToVrma', () => {
  test('writes a VRM animation that the Khronos validator accepts', async () => {
    const vrma = await motionToVrma(person)
    expect(await validateGlb(vrma, validateBytes)).toMatchObject({ isValid: true, errors: [], warnings: [] })
    const { json } = readContainer(vrma)
    const { specVersion, humanoid } = recordOf(recordOf(json['extensions'])['VRMC_vrm_animation'])
    expect(specVersion).toBe('1.0')
    expect(Object.keys(recordOf(recordOf(humanoid)['humanBones']))).toEqual(
      expect.arrayContaining(['hips', 'head', 'leftUpperArm', 'leftThumbMetacarpal', 'leftThumbProximal']),
    )
  })

  test('read again, arms and legs point where they pointed in every frame', async () => {
    expect(worstAngle(person, await motionToVrma(person))).toBeLessThan(1e-3)
  })

  test('rests in a T-pose that faces +Z', async () => {
    const { joints, humanoid } = readRig(await motionToVrma(person))
    const offset = (bone: 'leftHand' | 'rightLowerLeg' | 'leftToes'): Vector3 =>
      joints[humanoid?.[bone] ?? -1]?.offset ?? [0, 0, 0]
    expect(offset('leftHand')[0]).toBeCloseTo(0.25, 5)
    expect(offset('rightLowerLeg')[1]).toBeCloseTo(-0.45, 5)
    expect(offset('leftToes')[2]).toBeGreaterThan(0.1)
  })

  test('three-vrm reads its length, its bones and hips that travel', async () => {
    const { buffer } = await motionToVrma(person)
    const loader = new GLTFLoader().register((parser) => new VRMAnimationLoaderPlugin(parser as never))
    const { userData } = await loader.parseAsync(buffer, '')
    const [animation] = userData['vrmAnimations'] as readonly {
      duration: number
      humanoidTracks: { translation: Map<string, unknown>; rotation: Map<string, unknown> }
    }[]
    expect(animation?.duration).toBeCloseTo((person.frameCount - 1) / person.fps, 5)
    expect([...(animation?.humanoidTracks.translation.keys() ?? [])]).toEqual(['hips'])
    expect([...(animation?.humanoidTracks.rotation.keys() ?? [])]).toEqual(
      expect.arrayContaining(['hips', 'leftUpperArm', 'leftUpperLeg', 'leftLowerLeg']),
    )
  })

  test('a skeleton that is no person is refused with what it lacks', async () => {
    const { motion } = toMotion(parseBvh(bvhText()))
    await expect(motionToVrma(motion)).rejects.toMatchObject({
      code: 'unsupported',
      message: /has no .*leftHand/,
    })
  })
})

const fixtures = process.env['ONETAKE_FIXTURES'] ? join(process.env['ONETAKE_FIXTURES'], 'bvh') : null
describeWhere(fixtures !== null)('people of many makers', { timeout: 120_000 }, () => {
  test('point where they pointed', async () => {
    let people = 0
    for (const name of readdirSync(fixtures ?? '').filter((file) => file.endsWith('.bvh'))) {
      const { motion } = toMotion(parseBvh(readFileSync(join(fixtures ?? '', name))))
      if (!mapHumanoid(motion).isHumanoid || motion.frameCount < 2 || motion.frameCount > 700) continue
      people++
      expect([name, worstAngle(motion, await motionToVrma(motion)) < 0.02]).toEqual([name, true])
    }
    expect(people).toBeGreaterThan(5)
  })
})

/** Radians by which any bone of a limb points elsewhere than in the source, seen from each one's own front. */
function worstAngle(source: Motion, vrma: Uint8Array): number {
  const clip = readClip(vrma, { fps: source.fps })
  const [from, to] = [mapHumanoid(source).bones, readRig(vrma).humanoid ?? {}]
  const [poseA, poseB] = [createPoseReader(source), createPoseReader(clip)]
  let worst = 0
  for (let frame = 0; frame < source.frameCount; frame += 3) {
    const [a, b] = [poseA(frame).joints, poseB(frame).joints]
    for (const [bone, next] of [
      ['leftUpperArm', 'leftLowerArm'],
      ['rightLowerArm', 'rightHand'],
      ['leftUpperLeg', 'leftLowerLeg'],
      ['rightLowerLeg', 'rightFoot'],
    ] as const) {
      const [one, other] = [
        minus(vectorAt(a, from[next] ?? 0), vectorAt(a, from[bone] ?? 0)),
        minus(vectorAt(b, to[next] ?? 0), vectorAt(b, to[bone] ?? 0)),
      ]
      worst = Math.max(worst, angleBetween(one, other))
    }
  }
  return worst
}

/** A person in an A-pose, in centimetres, who waves and walks. */
function personText(): string {
  const joint = (name: string, offset: string, below: string, root = false): string =>
    `${root ? 'ROOT' : 'JOINT'} ${name}\n{\nOFFSET ${offset}\nCHANNELS ${root ? '6 Xposition Yposition Zposition' : '3'} ` +
    `Zrotation Xrotation Yrotation\n${below || 'End Site\n{\nOFFSET 0 2 0\n}\n'}}\n`
  const limbs = (side: 'Left' | 'Right', sign: number): { leg: string; arm: string } => ({
    leg: joint(
      `${side}UpLeg`,
      `${sign * 10} -5 0`,
      joint(`${side}Leg`, '0 -45 0', joint(`${side}Foot`, '0 -40 0', joint(`${side}ToeBase`, '0 -8 14', ''))),
    ),
    arm: joint(
      `${side}Shoulder`,
      `${sign * 5} 10 0`,
      joint(
        `${side}Arm`,
        `${sign * 12} 0 0`,
        joint(
          `${side}ForeArm`,
          `${sign * 20} -20 0`,
          joint(
            `${side}Hand`,
            `${sign * 15} -20 0`,
            joint(`${side}HandThumb1`, `${sign * 3} 0 3`, joint(`${side}HandThumb2`, `${sign * 3} 0 2`, '')),
          ),
        ),
      ),
    ),
  })
  const [left, right] = [limbs('Left', 1), limbs('Right', -1)]
  const head = joint('Neck', '0 15 0', joint('Head', '0 10 0', ''))
  const spine = joint('Spine', '0 12 0', joint('Spine1', '0 15 0', left.arm + right.arm + head))
  const hierarchy = joint('Hips', '0 95 0', spine + left.leg + right.leg, true)
  const channels = (hierarchy.match(/rotation/g) ?? []).length
  const frames = Array.from({ length: 20 }, (_, frame) =>
    [
      0,
      95,
      frame * 3,
      ...Array.from({ length: channels }, (_unused, index) => Math.sin(frame / 5 + index) * 25),
    ]
      .map((value) => value.toFixed(4))
      .join(' '),
  )
  return `HIERARCHY\n${hierarchy}MOTION\nFrames: 20\nFrame Time: 0.0333333\n${frames.join('\n')}\n`
}
