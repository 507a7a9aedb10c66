import fc from 'fast-check'
import { validateBytes } from 'gltf-validator'
import { describe, expect, test } from 'vitest'
import { figureGlb, figureJoints, swaying } from '../../test/sample-figure.ts'
import { threePlaces } from '../../test/three-places.ts'
import { motionToGlb } from '../gltf/motion-to-glb.ts'
import type { Motion } from '../motion/motion.ts'
import { animateGlb } from './animate-glb.ts'
import { listOf, readContainer, recordOf, writeContainer } from '../gltf/glb-container.ts'
import { fromProfile, toProfile } from './humanoid-profile.ts'
import { reach } from './limbs.ts'
import { mapHumanoid } from './map-humanoid.ts'
import { measureBends, measureDeviations } from './measure-retarget.ts'
import { readRig } from './read-rig.ts'
import { formatRetarget } from './report-retarget.ts'
import { retarget } from './retarget.ts'
import { retargetMotion } from './retarget-motion.ts'
import {
  angleBetween,
  lengthOf,
  minus,
  multiply,
  rotate,
  rotationAt,
  turnAbout,
  unit,
  type Rotation,
} from '../rotation.ts'
import { setRootMotion } from './root-motion.ts'
import { createWorldReader } from './world-reader.ts'

const source = swaying(figureJoints())

/** Largest difference between what three.js plays and what a motion says, in metres. */
async function apart(glb: Uint8Array, clip: string, motion: Motion): Promise<number> {
  const rig = readRig(glb)
  const placesAt = await threePlaces(glb, clip)
  const poseOf = createWorldReader(motion)
  let worst = 0
  for (let frame = 0; frame < motion.frameCount - 1; frame++) {
    const seen = placesAt(frame / motion.fps)
    const { places } = poseOf(frame)
    for (const [joint, { node }] of rig.rest.entries()) {
      const at = seen.get(node)
      if (at) worst = Math.max(worst, lengthOf(minus(at, places[joint] ?? [9, 9, 9])))
    }
  }
  return worst
}

describe('a retarget onto the same skeleton', () => {
  test('changes nothing', async () => {
    const { motion } = retarget(source, await motionToGlb(source))
    const order = source.joints.map(({ name }) => motion.joints.findIndex((joint) => joint.name === name))
    const count = order.length
    for (const [index, value] of source.rotations.entries()) {
      const [frame, joint] = [Math.floor(index / 4 / count), Math.floor(index / 4) % count]
      const same = motion.rotations[(frame * count + (order[joint] ?? 0)) * 4 + (index % 4)]
      expect(same).toBeCloseTo(value, 5)
    }
    const [own, before] = [motion.translations[0]?.values ?? [], source.translations[0]?.values ?? []]
    for (const [index, value] of [...before].entries()) expect(own[index]).toBeCloseTo(value, 5)
  })

  test('is what three.js plays', async () => {
    const { glb, motion } = retarget(source, await motionToGlb(source), { name: 'again' })
    expect(await apart(glb, 'again', motion)).toBeLessThan(1e-5)
  })
})

const turns: fc.Arbitrary<Rotation> = fc
  .tuple(...([0, 1, 2, 3] as const).map(() => fc.double({ min: -1, max: 1, noNaN: true })))
  .filter((parts) => Math.hypot(...parts) > 0.1)
  .map(([x = 0, y = 0, z = 0, w = 1]) => unit([x, y, z, w]))

describe('bone axes and rolls', () => {
  test('do not matter: rigs that stand alike move alike, whatever their nodes are turned and scaled by', async () => {
    const joints = figureJoints({ armLength: 0.2, legLength: 0.35, spineJoints: 2, armsDown: 40 })
    const wanted = retargetMotion(source, readRig(await figureGlb(joints))).motion
    await fc.assert(
      fc.asyncProperty(
        fc.array(turns, { minLength: joints.length, maxLength: joints.length }),
        turns,
        fc.constantFrom(0.01, 1, 100),
        async (nodeTurns, rotation, scale) => {
          const rig = await figureGlb(joints, (joint) => nodeTurns[joint] ?? [0, 0, 0, 1], {
            scale,
            rotation,
          })
          const { glb } = retarget(source, rig, { name: 'clip' })
          expect(await apart(glb, 'clip', wanted)).toBeLessThan(1e-4)
        },
      ),
      { numRuns: 12 },
    )
  })
})

describe('limbs', () => {
  test.each([
    ['an A-pose', { armsDown: 45 }],
    ['arms that hang', { armsDown: 85 }],
    ['long arms and short legs', { armLength: 0.4, legLength: 0.25 }],
    ['one spine joint and no fingers', { spineJoints: 1, fingers: false }],
    ['five spine joints', { spineJoints: 5 }],
    ['looking to -Z', { backwards: true, armsDown: 30 }],
  ])('point as the source points, on %s', async (_, options) => {
    const { report, motion } = retarget(source, await figureGlb(figureJoints(options)))
    expect(report.deviations.map(({ bone }) => bone)).toEqual([
      'leftFoot',
      'rightFoot',
      'leftHand',
      'rightHand',
    ])
    for (const { limbMetres } of report.deviations) expect(limbMetres).toBeLessThan(1e-5)
    // An elbow that bends about another axis than before would wring the skin of the arm.
    const before = measureBends(source, mapHumanoid(source))
    for (const [index, { medianDegrees }] of measureBends(motion, mapHumanoid(motion)).entries())
      expect(Math.abs(medianDegrees - (before[index]?.medianDegrees ?? 99))).toBeLessThan(3)
  })

  test('hands point where the source has them, from a T-pose to an A-pose', async () => {
    const result = retargetMotion(source, readRig(await figureGlb(figureJoints({ armsDown: 45 }))))
    const [from, to] = [createWorldReader(source), createWorldReader(result.motion)]
    for (let frame = 0; frame < source.frameCount; frame++) {
      const wanted = reach(from(frame).places, result.sourceMap, 'leftHand', 'leftMiddleProximal')
      const actual = reach(to(frame).places, result.targetMap, 'leftHand', 'leftMiddleProximal')
      expect(angleBetween(wanted ?? [1, 0, 0], actual ?? [-1, 0, 0])).toBeLessThan(0.01)
    }
  })

  test('point as the source points when a twist joint in between turns as well', async () => {
    const at = source.joints.findIndex(({ name }) => name === 'LeftForeArm')
    const twisting = withJointBefore(source, at, 'ArmTwist', (frame) =>
      turnAbout([0, 0, 1], 0.4 * Math.sin(frame)),
    )
    const { report } = retarget(twisting, await figureGlb(figureJoints({ armLength: 0.2 })))
    for (const { limbMetres } of report.deviations) expect(limbMetres).toBeLessThan(1e-5)
  })

  test('a character that looks to -Z goes where it looks, and its left is the source’s left', async () => {
    const glb = await figureGlb(figureJoints({ backwards: true }))
    const { motion, report } = retarget(source, glb)
    const values = motion.translations[0]?.values ?? []
    expect((values[20 * 3 + 2] ?? 0) - (values[2] ?? 0)).toBeCloseTo(-0.6, 2)
    const [from, to] = [createWorldReader(source), createWorldReader(motion)]
    const [x, y, z] = reach(from(9).places, report.source, 'leftUpperArm', 'leftHand') ?? [0, 0, 0]
    const hand = reach(to(9).places, report.target, 'leftUpperArm', 'leftHand') ?? [0, 0, 0]
    expect(lengthOf(minus(hand, [-x, y, -z]))).toBeLessThan(1e-5)
  })

  test('feet that hang from the hips, as in rigs for inverse kinematics, are carried to the end of their legs', async () => {
    const joints = figureJoints({ legLength: 0.3 })
    const { places } = createWorldReader({ ...atRest(source), joints, frameCount: 0 })('rest')
    const loose = joints.map((joint, index) =>
      joint.name.endsWith('Foot')
        ? { ...joint, parent: 0, offset: minus(places[index] ?? [0, 0, 0], places[0] ?? [0, 0, 0]) }
        : joint,
    )
    const rig = readRig(await figureGlb(loose, (joint) => turnAbout([0, 1, 0], joint)))
    const profile = toProfile(mapHumanoid({ joints }), { joints }, 'loose feet')
    for (const targetMap of [mapHumanoid(rig), fromProfile(profile, rig)]) {
      const result = retargetMotion(source, rig, { targetMap })
      expect(result.targetMap.detached).toEqual(['leftFoot', 'rightFoot'])
      for (const { limbMetres } of measureDeviations(source, result)) expect(limbMetres).toBeLessThan(1e-5)
    }
  })

  test('feet stay flat whatever the height of the ankle', async () => {
    const high = figureJoints().map((joint) =>
      joint.name.includes('Toe') ? { ...joint, offset: [0.02, -0.14, 0.1] as const } : joint,
    )
    const { motion, report } = retarget(atRest(source), await figureGlb(high))
    const [x, , z] = createWorldReader(motion)(3).turns[report.target.bones.leftFoot ?? 0] ?? [9, 9, 9, 9]
    expect([x, z]).toEqual([expect.closeTo(0, 6), expect.closeTo(0, 6)])
  })

  test('feet that rest with level toes are flat where they stand in the clip', async () => {
    const level = figureJoints().map((joint) =>
      joint.name.includes('Toe') ? { ...joint, offset: [0, 0, 0.14] as const } : joint,
    )
    const still = atRest(swaying(level))
    const feet = level.flatMap(({ name }, joint) => (name.endsWith('Foot') ? [joint] : []))
    for (let frame = 0; frame < still.frameCount; frame++)
      for (const foot of feet)
        still.rotations.set(turnAbout([1, 0, 0], 0.43), (frame * level.length + foot) * 4)
    const { motion, report } = retarget(still, await figureGlb(figureJoints({ legLength: 0.3 })))
    const [x, , z] = createWorldReader(motion)(3).turns[report.target.bones.leftFoot ?? 0] ?? [9, 9, 9, 9]
    expect([x, z]).toEqual([expect.closeTo(0, 5), expect.closeTo(0, 5)])
  })

  test('joints of the same name on the same bone are carried, though they are no human bones', async () => {
    const tail = { name: 'Tail', parent: 0, offset: [0, 0, -0.2] as const, end: null }
    const joints = [...figureJoints(), tail]
    const wagging = swaying(joints)
    const { motion } = retarget(wagging, await figureGlb([...figureJoints({ armsDown: 20 }), tail]))
    const [a, b] = [wagging, motion].map(
      (of) => createWorldReader(of)(7).turns[of.joints.findIndex(({ name }) => name === 'Tail')],
    )
    for (const part of [0, 1, 2, 3]) expect(a?.[part]).toBeCloseTo(b?.[part] ?? 9, 5)
  })

  test('fingers curl with those of the source, and rest where it has none', async () => {
    const target = readRig(await figureGlb(figureJoints({ armsDown: 45 })))
    const curled = retargetMotion(source, target)
    const bone = mapHumanoid(target).bones.leftMiddleIntermediate ?? -1
    const turnsOf = (motion: Motion): number =>
      Math.max(
        ...Array.from({ length: motion.frameCount }, (__, frame) =>
          Math.abs(motion.rotations[(frame * motion.joints.length + bone) * 4 + 1] ?? 0),
        ),
      )
    expect(turnsOf(curled.motion)).toBeGreaterThan(0.05)
    const bare = retargetMotion(swaying(figureJoints({ fingers: false })), target)
    expect(turnsOf(bare.motion)).toBeLessThan(1e-6)
    expect(bare.atRest).toContain('leftMiddleIntermediate')
    expect(
      retargetMotion(source, readRig(await figureGlb(figureJoints({ fingers: false })))).dropped,
    ).toContain('leftMiddleIntermediate')
  })

  test('a source that rests along one line is read by a frame and by how its elbows bend', async () => {
    const wanted = retargetMotion(source, readRig(await figureGlb(figureJoints()))).motion
    const laid = laidOnOneLine(source)
    const result = retargetMotion(laid, readRig(await figureGlb(figureJoints())))
    expect(result.reference).not.toBe('rest')
    for (const { medianDegrees } of measureBends(result.motion, result.targetMap))
      expect(medianDegrees).toBeLessThan(5)
    const [a, b] = [createWorldReader(wanted), createWorldReader(result.motion)]
    const hand = result.targetMap.bones.leftHand ?? 0
    const arm = result.targetMap.bones.leftUpperArm ?? 0
    for (let frame = 0; frame < source.frameCount; frame++) {
      const [from, to] = [a(frame).places, b(frame).places]
      const armOf = (places: typeof from): readonly [number, number, number] =>
        minus(places[hand] ?? [0, 0, 0], places[arm] ?? [0, 0, 0])
      expect(lengthOf(minus(armOf(from), armOf(to)))).toBeLessThan(1e-4)
    }
  })
})

describe('the floor', () => {
  const standing: Motion = {
    ...atRest(source),
    translations: [
      {
        joint: 0,
        values: (source.translations[0]?.values ?? new Float32Array()).map((value, index) =>
          index % 3 === 1 ? 0.97 : value,
        ),
      },
    ],
  }

  test('carries ankles at the height they rest at, whatever the legs are scaled by', async () => {
    const { motion } = retarget(standing, await figureGlb(figureJoints({ legLength: 0.25 })))
    const foot = mapHumanoid(motion).bones.leftFoot ?? 0
    const poseOf = createWorldReader(motion)
    expect(poseOf(5).places[foot]?.[1]).toBeCloseTo(poseOf('rest').places[foot]?.[1] ?? 9, 5)
  })

  test('travel is scaled by the legs', async () => {
    const { motion, report } = retarget(standing, await figureGlb(figureJoints({ legLength: 0.21 })))
    expect(report.scale).toBeCloseTo(0.5, 6)
    const values = motion.translations[0]?.values ?? []
    expect((values[20 * 3 + 2] ?? 0) - (values[2] ?? 0)).toBeCloseTo(0.3, 5)
  })

  test('a solid floor bends knees where feet would go below it', async () => {
    const low: Motion = {
      ...source,
      translations: [
        {
          joint: 0,
          values: (source.translations[0]?.values ?? new Float32Array()).map((value, index) =>
            index % 3 === 1 ? value - 0.2 : value,
          ),
        },
      ],
    }
    const glb = await figureGlb(figureJoints({ legLength: 0.3 }))
    expect(retarget(low, glb, { floor: 'keep' }).report.sinkMetres).toBeGreaterThan(0.05)
    expect(retarget(low, glb, { floor: 'solid' }).report.sinkMetres).toBeLessThan(1e-3)
  })
})

describe('the file', () => {
  test('keeps its meshes, skins and clips, and the validator finds nothing new', async () => {
    const character = await motionToGlb(source, { name: 'old' })
    const { glb } = retarget(source, character, { name: 'new' })
    const [before, after] = [readContainer(character), readContainer(glb)]
    expect([after.json['meshes'], after.json['skins'], after.json['nodes']]).toEqual([
      before.json['meshes'],
      before.json['skins'],
      before.json['nodes'],
    ])
    expect(after.binary.subarray(0, before.binary.length)).toEqual(before.binary)
    expect(listOf(after.json['animations']).map((clip) => recordOf(clip)['name'])).toEqual(['old', 'new'])
    expect((await validateBytes(glb)).issues).toMatchObject({ numErrors: 0, numWarnings: 0 })
  })

  test('has the new clip alone when existing ones are replaced', async () => {
    const { glb } = retarget(source, await motionToGlb(source, { name: 'old' }), {
      name: 'new',
      existing: 'replace',
    })
    expect(listOf(readContainer(glb).json['animations']).map((clip) => recordOf(clip)['name'])).toEqual([
      'new',
    ])
  })

  test('loses the data of replaced clips, and nothing of what is seen', async () => {
    const bare = await motionToGlb({
      ...source,
      frameCount: 0,
      rotations: new Float32Array(),
      translations: [],
    })
    const full = await motionToGlb(source, { name: 'motion' })
    const still = { ...retarget(source, bare).motion, frameCount: 0 }
    const emptied = readContainer(animateGlb(full, still, { existing: 'replace' }))
    const never = readContainer(bare)
    expect(emptied.binary.length).toBe(never.binary.length)
    expect(emptied.json['animations']).toBeUndefined()
    expect((await validateBytes(writeContainer(emptied))).issues).toMatchObject({
      numErrors: 0,
      numWarnings: 0,
    })
    const { glb, motion } = retarget(source, full, { name: 'new', existing: 'replace' })
    expect(await apart(glb, 'new', motion)).toBeLessThan(1e-5)
  })

  test('keeps all its data when an extension might point into it', async () => {
    const { json, binary } = readContainer(await motionToGlb(source))
    const odd = writeContainer({ json: { ...json, extensionsUsed: ['ACME_ribbons'] }, binary })
    const { glb } = retarget(source, odd, { existing: 'replace' })
    expect(readContainer(glb).binary.subarray(0, binary.length)).toEqual(binary)
  })

  test('gets a root bone that travels, below an armature of any size and turn', async () => {
    const rotation = multiply(turnAbout([1, 0, 0], -Math.PI / 2), turnAbout([0, 0, 1], 0.4))
    const rig = await figureGlb(figureJoints(), undefined, { scale: 0.01, rotation })
    const plain = retarget(source, rig).motion
    const { glb } = retarget(source, rig, {
      name: 'clip',
      change: (motion) => setRootMotion(motion, { mode: 'root-bone' }),
    })
    expect(await apart(glb, 'clip', plain)).toBeLessThan(1e-4)
    const { json } = readContainer(glb)
    const root = listOf(json['nodes']).findIndex((node) => recordOf(node)['name'] === 'root')
    const placesAt = await threePlaces(glb, 'clip')
    expect(placesAt(20 / 30).get(root)?.[2]).toBeCloseTo(0.6, 4)
    expect((await validateBytes(glb)).issues).toMatchObject({ numErrors: 0 })
  })

  test.each([
    ['no skeleton', 'unsupported', async (): Promise<Uint8Array> => emptyGlb()],
    [
      'a skeleton of no person',
      'unsupported',
      async (): Promise<Uint8Array> => figureGlb(figureJoints().slice(0, 5)),
    ],
    [
      'damaged bytes',
      'invalid-file',
      async (): Promise<Uint8Array> => (await figureGlb(figureJoints())).subarray(0, 200),
    ],
  ])('with %s is refused as %s', async (_, code, make) => {
    const glb = await make()
    expect(() => retarget(source, glb)).toThrow(expect.objectContaining({ code }))
  })

  test('that lacks bones is refused with their names', async () => {
    // Toes straight below their ankles: front and back cannot be told, so the shape says nothing either.
    const joints = figureJoints().map((joint) => ({
      ...joint,
      name: joint.name.replace('Head', 'Ball'),
      offset: joint.name.includes('Toe') ? ([0, -0.06, 0] as const) : joint.offset,
    }))
    const glb = await figureGlb(joints)
    expect(() => retarget(source, glb)).toThrow(/target is no humanoid.*: hips, spine, head are missing/)
  })
})

test('the report says in words what was done', async () => {
  const { report } = retarget(source, await figureGlb(figureJoints({ fingers: false })))
  expect(formatRetarget(report)).toContain('leftIndexProximal')
  expect(formatRetarget(report)).toContain('leftHand: at most 0.0 cm from the scaled limb')
})

const atRest = (motion: Motion): Motion => ({
  ...motion,
  rotations: motion.rotations.map((_, index) => (index % 4 === 3 ? 1 : 0)),
})

/** The joint hangs from a new one half way up, which turns on its own. */
function withJointBefore(
  motion: Motion,
  at: number,
  name: string,
  turnOf: (frame: number) => Rotation,
): Motion {
  const shift = (joint: number): number => (joint >= at ? joint + 1 : joint)
  const half = (motion.joints[at]?.offset ?? [0, 0, 0]).map((value) => value / 2)
  const [x = 0, y = 0, z = 0] = half
  const moved = motion.joints.map((joint, index) => ({
    ...joint,
    parent: index === at ? at : joint.parent === null ? null : shift(joint.parent),
    offset: index === at ? ([x, y, z] as const) : joint.offset,
  }))
  const joints = [
    ...moved.slice(0, at),
    { name, parent: motion.joints[at]?.parent ?? null, offset: [x, y, z] as const, end: null },
    ...moved.slice(at),
  ]
  const rotations = new Float32Array(motion.frameCount * joints.length * 4)
  for (let frame = 0; frame < motion.frameCount; frame++) {
    rotations.set(turnOf(frame), (frame * joints.length + at) * 4)
    for (let joint = 0; joint < motion.joints.length; joint++)
      rotations.set(
        rotationAt(motion.rotations, frame * motion.joints.length + joint),
        (frame * joints.length + shift(joint)) * 4,
      )
  }
  return { ...motion, joints, rotations }
}

function emptyGlb(): Uint8Array {
  const text = new TextEncoder().encode('{"asset":{"version":"2.0"}}  ')
  const bytes = new Uint8Array(20 + 28)
  const view = new DataView(bytes.buffer)
  for (const [at, value] of [0x46546c67, 2, 48, 28, 0x4e4f534a].entries()) view.setUint32(at * 4, value, true)
  bytes.fill(0x20, 20)
  bytes.set(text.subarray(0, 28), 20)
  return bytes
}

/** The same movement written from a rest pose in which every bone points along +X, as some recorders write it. */
function laidOnOneLine(motion: Motion): Motion {
  const { joints } = motion
  const childOf = joints.map((_, joint) => joints.find(({ parent }) => parent === joint)?.offset ?? null)
  const lay = joints.map(({ name, end }, joint): Rotation => {
    const along = name === 'Hips' ? null : (childOf[joint] ?? end)
    return along ? fromTo(along, [1, 0, 0]) : joints[joint]?.parent === null ? [0, 0, 0, 1] : [0, 0, 0, 1]
  })
  const laid = joints.map((joint) => ({
    ...joint,
    offset: joint.parent === null ? joint.offset : rotate(lay[joint.parent] ?? [0, 0, 0, 1], joint.offset),
    end: null,
  }))
  const poseOf = createWorldReader(motion)
  const rotations = new Float32Array(motion.rotations.length)
  for (let frame = 0; frame < motion.frameCount; frame++) {
    const worlds = poseOf(frame).turns.map((turn, joint) =>
      multiply(turn, inverseOf(lay[joint] ?? [0, 0, 0, 1])),
    )
    for (const [joint, { parent }] of joints.entries())
      rotations.set(
        unit(
          parent === null
            ? (worlds[joint] ?? [0, 0, 0, 1])
            : multiply(inverseOf(worlds[parent] ?? [0, 0, 0, 1]), worlds[joint] ?? [0, 0, 0, 1]),
        ),
        (frame * joints.length + joint) * 4,
      )
  }
  return { ...motion, joints: laid, rotations }
}

const inverseOf = ([x, y, z, w]: Rotation): Rotation => [-x, -y, -z, w]
function fromTo(from: readonly [number, number, number], to: readonly [number, number, number]): Rotation {
  const axis = [
    from[1] * to[2] - from[2] * to[1],
    from[2] * to[0] - from[0] * to[2],
    from[0] * to[1] - from[1] * to[0],
  ] as const
  const length = Math.hypot(...axis)
  return length < 1e-9
    ? from[0] < 0
      ? [0, 0, 1, 0]
      : [0, 0, 0, 1]
    : turnAbout([axis[0] / length, axis[1] / length, axis[2] / length], angleBetween(from, to))
}
