import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Logger, WebIO } from '@gltf-transform/core'
import { validateBytes } from 'gltf-validator'
import { describe, expect, test } from 'vitest'
import { parseBvh } from '../src/bvh/parse-bvh.ts'
import { motionToGlb } from '../src/gltf/motion-to-glb.ts'
import type { HumanBone } from '../src/humanoid/human-bone.ts'
import { LIMBS, reach } from '../src/humanoid/limbs.ts'
import { lockFeet } from '../src/humanoid/lock-feet.ts'
import { mapHumanoid } from '../src/humanoid/map-humanoid.ts'
import { measureBends, measureDeviations } from '../src/humanoid/measure-retarget.ts'
import { readClip } from '../src/humanoid/read-clip.ts'
import { readRig } from '../src/humanoid/read-rig.ts'
import { retarget } from '../src/humanoid/retarget.ts'
import { retargetMotion } from '../src/humanoid/retarget-motion.ts'
import { lengthOf, minus, plus, rotate, times } from '../src/rotation.ts'
import { trimMotion } from '../src/humanoid/sample-motion.ts'
import { createWorldReader } from '../src/humanoid/world-reader.ts'
import { measureFeet } from '../src/motion/measure-feet.ts'
import type { Motion, Vector3 } from '../src/motion/motion.ts'
import { toMotion } from '../src/motion/to-motion.ts'
import { threePlaces } from './three-places.ts'

const fixtures = process.env['ONETAKE_FIXTURES'] ?? ''
const read = (...path: string[]): Uint8Array => readFileSync(join(fixtures, ...path))
const motionOf = (name: string): Motion => toMotion(parseBvh(read('bvh', name))).motion

/** The other BVH files have no person in them: two joints, a chain, or a leg without a foot. */
const PEOPLE = [
  'cmu_12_01_walk_mixed_eol.bvh',
  'cmu_jumping_jacks.bvh',
  'fair_dab_zup_rest.bvh',
  'geno_bind_allpos_crlf.bvh',
  'geno_stance_allpos_crlf.bvh',
  'makehuman_dance1_pose.bvh',
  'makehuman_face_poseunits.bvh',
  'makehuman_tpose_allpos.bvh',
  'makehuman_walk1.bvh',
  'makehuman_zombieWalk1.bvh',
  'mixamorig_freebvh.bvh',
  'mocapbank_crlf.bvh',
  'pfnn_hierarchy_metres_crlf.bvh',
  'rokoko_jesse_dance.bvh',
]

const CHARACTERS = [
  ['glb', 'kaykit_mage.glb'],
  ['vrm', 'godette_vrm0.vrm'],
  ['glb', 'robot_quaternius.glb'],
  ['vrm', 'three_vrm_test.vrma'],
] as const

/** Enough frames of every clip, and not so many that eight people wait. */
const shortened = (motion: Motion): Motion => trimMotion(motion, 0, Math.min(motion.frameCount, 120) - 1)

/** What a person gets who copies the turn of each joint to the joint of the same bone, whatever pose both rest in. */
function withTurnsCopied(
  source: Motion,
  { motion, sourceMap, targetMap }: ReturnType<typeof retargetMotion>,
): Motion {
  const rotations = motion.rotations.map((_, at) => (at % 4 === 3 ? 1 : 0))
  for (const [bone, joint] of Object.entries(targetMap.bones)) {
    const from = sourceMap.bones[bone as HumanBone]
    if (from === undefined) continue
    for (let frame = 0; frame < source.frameCount; frame++) {
      const at = (frame * source.joints.length + from) * 4
      rotations.set(source.rotations.subarray(at, at + 4), (frame * motion.joints.length + joint) * 4)
    }
  }
  return { ...motion, rotations }
}

describe('real files', { timeout: 120_000 }, () => {
  test('every BVH of a person is known as one, and no other', () => {
    const known = readdirSync(join(fixtures, 'bvh'))
      .filter((name) => mapHumanoid(motionOf(name)).isHumanoid)
      .toSorted()
    expect(known).toEqual(PEOPLE)
  })

  test.each([
    ['glb/kaykit_mage.glb', true, 0],
    ['vrm/godette_vrm0.vrm', true, 0],
    ['vrm/three_vrm_test.vrma', true, 0],
    // Its feet hang from the root and it has palms and no hands.
    ['glb/robot_quaternius.glb', false, 2],
    // A quadruped whose arms and legs are named, and a man without forearms and feet.
    ['glb/fox.glb', false, 8],
    ['glb/greenman.glb', false, 9],
  ])('%s: humanoid is %s, %s required bones are missing', (name, isHumanoid, missing) => {
    const map = mapHumanoid(readRig(read(name)))
    expect([map.isHumanoid, map.gaps.filter(({ isRequired }) => isRequired).length]).toEqual([
      isHumanoid,
      missing,
    ])
    if (isHumanoid) expect(map.score).toBeGreaterThanOrEqual(0.9)
    else expect(map.score).toBeLessThan(0.5)
  })

  test('the names of a VRM say what its own map says', () => {
    const { joints, humanoid } = readRig(read('vrm', 'godette_vrm0.vrm'))
    const named = mapHumanoid({ joints }).bones
    for (const [bone, joint] of Object.entries(named))
      expect([bone, joint]).toEqual([bone, humanoid?.[bone as keyof typeof named]])
    expect(Object.keys(named).length).toBeGreaterThan(20)
  })

  test.each(PEOPLE)('%s onto its own skeleton is the identity', async (name) => {
    const motion = shortened(motionOf(name))
    const own = retargetMotion(motion, readRig(await motionToGlb(motion))).motion
    const order = motion.joints.map((joint) => own.joints.findIndex((other) => other.name === joint.name))
    const [before, after] = [createWorldReader(motion), createWorldReader(own)]
    let worst = 0
    for (let frame = 0; frame < motion.frameCount; frame++) {
      const [from, to] = [before(frame).places, after(frame).places]
      for (const [joint, place] of from.entries())
        worst = Math.max(worst, lengthOf(minus(place, to[order[joint] ?? 0] ?? [9, 9, 9])))
    }
    // Joints of this file move in their parents by up to 0.02 mm, and stretching is not carried.
    expect(worst).toBeLessThan(name === 'makehuman_tpose_allpos.bvh' ? 5e-5 : 1e-5)
  })

  describe.each(CHARACTERS)('%s/%s', (folder, character) => {
    const glb = fixtures === '' ? new Uint8Array() : read(folder, character)

    test.each(PEOPLE)(
      'hands and feet are where the scaled limbs of %s are, as three.js plays it',
      async (name) => {
        const motion = shortened(motionOf(name))
        const result = retarget(motion, glb, { name: 'clip', existing: 'replace' })
        const rig = readRig(glb)
        const { facing, sourceMap, targetMap, reference } = retargetMotion(motion, rig)
        const rest = createWorldReader({ ...result.motion, frameCount: 0 })('rest').places
        const placesAt = await threePlaces(result.glb, 'clip')
        const poseOf = createWorldReader(motion)
        let worst = 0
        for (let frame = 0; frame + 1 < motion.frameCount; frame += 7) {
          const seen = placesAt(frame / motion.fps)
          const placeOf = (joint = -1): Vector3 => seen.get(rig.rest[joint]?.node ?? -1) ?? [9, 9, 9]
          const { places } = poseOf(frame)
          for (const { upper, lower, end } of LIMBS) {
            if (targetMap.bones[end] === undefined) continue
            // From the target's own shoulder or hip: the source's directions, the target's lengths.
            const bone = (from: typeof upper, to: typeof upper): Vector3 => {
              const direction = reach(places, sourceMap, from, to) ?? [0, 0, 0]
              const length = lengthOf(reach(rest, targetMap, from, to) ?? [0, 0, 0])
              return times(rotate(facing, direction), length / lengthOf(direction))
            }
            const wanted = plus(placeOf(targetMap.bones[upper]), plus(bone(upper, lower), bone(lower, end)))
            worst = Math.max(worst, lengthOf(minus(placeOf(targetMap.bones[end]), wanted)))
          }
        }
        expect(worst).toBeLessThan(1e-5)

        // Elbows and knees bend as the source's do, or as the target is built to where the source has no rest to compare.
        const before = measureBends(motion, sourceMap)
        for (const { bone, frames, medianDegrees } of measureBends(result.motion, targetMap)) {
          if (frames < 10) continue
          const own = before.find((bend) => bend.bone === bone)?.medianDegrees ?? 0
          expect(Math.abs(medianDegrees - (reference === 'rest' ? own : 0))).toBeLessThan(8)
        }
      },
    )

    test('meshes, morphs, skins and pictures are the same when clips are replaced, and the validator finds no more', async () => {
      const after = retarget(shortened(motionOf('mixamorig_freebvh.bvh')), glb, {
        name: 'clip',
        existing: 'replace',
      }).glb
      expect(await contentOf(after)).toEqual(await contentOf(glb))
      const [was, is] = [(await validateBytes(glb)).issues, (await validateBytes(after)).issues]
      expect(is.numErrors).toBe(was.numErrors)
      expect(is.numWarnings).toBeLessThanOrEqual(was.numWarnings)
    })

    test('the validator finds no more than in the character itself', async () => {
      const after = retarget(shortened(motionOf('mixamorig_freebvh.bvh')), glb, { name: 'clip' }).glb
      const [was, is] = [(await validateBytes(glb)).issues, (await validateBytes(after)).issues]
      expect([is.numErrors, is.numWarnings]).toEqual([was.numErrors, was.numWarnings])
    })
  })

  test.each([
    ['cmu_12_01_walk_mixed_eol.bvh', 'glb', 'kaykit_mage.glb'],
    ['makehuman_walk1.bvh', 'vrm', 'godette_vrm0.vrm'],
  ])('limbs of %s that are off where turns are copied onto %s/%s are right', (name, folder, character) => {
    const source = shortened(motionOf(name))
    const result = retargetMotion(source, readRig(read(folder, character)))
    const before = measureDeviations(source, { ...result, motion: withTurnsCopied(source, result) })
    const after = measureDeviations(source, result)
    expect(Math.max(...before.map(({ limbMetres }) => limbMetres))).toBeGreaterThan(0.1)
    expect(Math.max(...after.map(({ limbMetres }) => limbMetres))).toBeLessThan(1e-5)
  })

  test.each([
    ['kaykit_mage.glb', 'Walking_A'],
    ['kaykit_mage.glb', 'Unarmed_Melee_Attack_Kick'],
  ])('a clip of a game character moves a VRM: %s, %s', (character, clip) => {
    const { report } = retarget(readClip(read('glb', character), { clip }), read('vrm', 'godette_vrm0.vrm'))
    expect(report.reference).toBe('rest')
    for (const { limbMetres } of report.deviations) expect(limbMetres).toBeLessThan(1e-5)
    for (const { medianDegrees } of report.bends) expect(medianDegrees).toBeLessThan(5)
    expect(report.sinkMetres).toBeLessThan(0.02)
  })

  test.each(['cmu_12_01_walk_mixed_eol.bvh', 'mixamorig_freebvh.bvh'])(
    'locked, the feet of %s slide less',
    (name) => {
      const motion = motionOf(name)
      const [before, after] = [measureFeet(motion), measureFeet(lockFeet(motion))]
      expect(after?.slideMetresPerSecond).toBeLessThan(0.5 * (before?.slideMetresPerSecond ?? 0))
    },
  )
})

/** All numbers and pictures of a file but its clips, as another reader decodes them. */
async function contentOf(glb: Uint8Array): Promise<readonly unknown[]> {
  const root = (await new WebIO().setLogger(new Logger(Logger.Verbosity.SILENT)).readBinary(glb)).getRoot()
  const primitives = root.listMeshes().flatMap((mesh) => mesh.listPrimitives())
  return [
    primitives.map((primitive) => primitive.listAttributes().map((accessor) => accessor.getArray())),
    primitives.map((primitive) => primitive.getIndices()?.getArray()),
    primitives.map((primitive) =>
      primitive.listTargets().map((target) => target.listAttributes().map((one) => one.getArray())),
    ),
    root
      .listSkins()
      .map((skin) => [
        skin.getInverseBindMatrices()?.getArray(),
        skin.listJoints().map((joint) => joint.getName()),
      ]),
    root.listTextures().map((texture) => texture.getImage()),
    root.listNodes().map((node) => [node.getName(), node.getMatrix()]),
  ]
}
