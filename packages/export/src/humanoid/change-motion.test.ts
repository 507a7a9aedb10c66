import { describe, expect, test } from 'vitest'
import { figureJoints, swaying } from '../../test/sample-figure.ts'
import { measureFeet } from '../motion/measure-feet.ts'
import type { Motion } from '../motion/motion.ts'
import { LIMBS } from './limbs.ts'
import { lockFeet } from './lock-feet.ts'
import { loopMotion } from './loop-motion.ts'
import { mapHumanoid } from './map-humanoid.ts'
import { mirrorMotion } from './mirror-motion.ts'
import { angleBetween, lengthOf, minus, rotate, rotationAt } from '../rotation.ts'
import { pathOf, setRootMotion } from './root-motion.ts'
import { resampleMotion, trimMotion } from './sample-motion.ts'
import { createWorldReader } from './world-reader.ts'

const motion = swaying(figureJoints())
const map = mapHumanoid(motion)
const jointNamed = (of: Motion, name: string): number => of.joints.findIndex((joint) => joint.name === name)

/** Largest distance between joints of the same name, in metres. */
function apart(a: Motion, b: Motion): number {
  const [first, second] = [createWorldReader(a), createWorldReader(b)]
  let worst = 0
  for (let frame = 0; frame < Math.min(a.frameCount, b.frameCount); frame++) {
    const [from, to] = [first(frame).places, second(frame).places]
    for (const [joint, { name }] of a.joints.entries())
      worst = Math.max(worst, lengthOf(minus(from[joint] ?? [9, 9, 9], to[jointNamed(b, name)] ?? [0, 0, 0])))
  }
  return worst
}

describe('root motion', () => {
  test('in place keeps heights and every pose, and takes the travel out of the hips', () => {
    const still = setRootMotion(motion, { mode: 'in-place' })
    const [before, after] = [pathOf(motion, 0), pathOf(still, 0)]
    for (const [frame, [x, y, z]] of after.entries()) {
      expect([x, z]).toEqual([before[0]?.[0], before[0]?.[2]])
      expect(y).toBeCloseTo(before[frame]?.[1] ?? 0, 6)
    }
    expect(still.rotations).toBe(motion.rotations)
  })

  test('in place works on hips that hang from a joint that turns', () => {
    const held: Motion = {
      ...motion,
      joints: [
        { name: 'Top', parent: null, offset: [0.3, 0, 0], end: null },
        ...motion.joints.map((joint) => ({ ...joint, parent: joint.parent === null ? 0 : joint.parent + 1 })),
      ],
      rotations: Float32Array.from(
        { length: motion.frameCount * (motion.joints.length + 1) * 4 },
        (_, index) => {
          const [joint, frame] = [
            Math.floor(index / 4) % (motion.joints.length + 1),
            Math.floor(index / 4 / (motion.joints.length + 1)),
          ]
          if (joint === 0) return [0, Math.sin(0.35), 0, Math.cos(0.35)][index % 4] ?? 0
          return motion.rotations[(frame * motion.joints.length + joint - 1) * 4 + (index % 4)] ?? 0
        },
      ),
      translations: motion.translations.map(({ values }) => ({ joint: 1, values })),
    }
    const path = pathOf(setRootMotion(held, { mode: 'in-place', hips: 1 }), 1)
    for (const [x, , z] of path)
      expect(Math.hypot(x - (path[0]?.[0] ?? 0), z - (path[0]?.[2] ?? 0))).toBeLessThan(1e-6)
  })

  test('a root bone travels along the floor, and nothing else is elsewhere', () => {
    const rooted = setRootMotion(motion, { mode: 'root-bone' })
    expect(rooted.joints[0]).toMatchObject({ name: 'root', parent: null })
    expect(apart(motion, rooted)).toBeLessThan(1e-6)
    const path = pathOf(rooted, 0)
    expect(path[0]).toEqual([0, 0, 0])
    expect(path.at(-1)?.[2]).toBeCloseTo(0.03 * 23, 5)
    expect(path.every(([, y]) => y === 0)).toBe(true)
  })

  test('kept, it is the same value', () => expect(setRootMotion(motion, { mode: 'keep' })).toBe(motion))

  test('a root bone of a name that is there is refused', () =>
    expect(() => setRootMotion(motion, { mode: 'root-bone', rootName: 'Spine' })).toThrow(/another rootName/))
})

describe('sampling', () => {
  test.each([24, 25, 30, 60, 24_000 / 1001])('%s fps keeps the movement, from 120', (fps) => {
    const fine = swaying(figureJoints(), 97, 120)
    const sampled = resampleMotion(fine, fps)
    expect(sampled.fps).toBe(fps)
    expect((sampled.frameCount - 1) / fps).toBeLessThanOrEqual(96 / 120 + 1e-9)
    expect((sampled.frameCount - 1) / fps).toBeGreaterThan(96 / 120 - 1 / fps)
    for (let frame = 0; frame < sampled.frameCount; frame++) {
      const at = (frame / fps) * 120
      const near = Math.round(at)
      const distance = apart(trimMotion(sampled, frame, frame), trimMotion(fine, near, near))
      expect(distance).toBeLessThan(Math.abs(at - near) < 1e-6 ? 1e-5 : largestStep(fine))
    }
  })

  test('every second frame of 60 is 30, to the bit', () => {
    const fine = swaying(figureJoints(), 21, 60)
    const coarse = resampleMotion(fine, 30)
    expect(coarse.frameCount).toBe(11)
    const count = fine.joints.length
    for (let frame = 0; frame < 11; frame++)
      for (let joint = 0; joint < count; joint++)
        expect(rotationAt(coarse.rotations, frame * count + joint).map(Math.abs)).toEqual(
          rotationAt(fine.rotations, frame * 2 * count + joint).map(Math.abs),
        )
  })

  test('half way between two frames is half the turn and half the way', () => {
    const [first] = motion.joints
    if (!first) throw new Error('no joint')
    const quarter: Motion = {
      joints: [first],
      fps: 10,
      frameCount: 2,
      rotations: Float32Array.from([0, 0, 0, 1, 0, Math.SQRT1_2, 0, Math.SQRT1_2]),
      translations: [{ joint: 0, values: Float32Array.from([0, 0, 0, 2, 4, 6]) }],
    }
    const { rotations, translations } = resampleMotion(quarter, 20)
    expect(rotations[5]).toBeCloseTo(Math.sin(Math.PI / 8), 6)
    expect([...(translations[0]?.values ?? [])]).toEqual([0, 0, 0, 1, 2, 3, 2, 4, 6])
  })

  test('trimmed, it has the frames between, both ends kept', () => {
    const middle = trimMotion(motion, 5, 9)
    expect(middle.frameCount).toBe(5)
    expect(pathOf(middle, 0)).toEqual(pathOf(motion, 0).slice(5, 10))
  })

  test.each([
    [-1, 3],
    [4, 3],
    [0, 24],
    [0.5, 3],
  ])('frames %s to %s cannot be kept', (first, last) =>
    expect(() => trimMotion(motion, first, last)).toThrow(/frames 0 to 23/),
  )

  test.each([0, -30, Number.NaN, 1e6])('%s fps is refused', (fps) =>
    expect(() => resampleMotion(motion, fps)).toThrow(/pass a rate/),
  )
})

describe('a loop', () => {
  test('that returns ends where it began, in every joint', () => {
    const loop = loopMotion(motion, { blendFrames: 8, root: 'return' })
    expect(apart(trimMotion(loop, 23, 23), trimMotion(motion, 0, 0))).toBeLessThan(1e-6)
    expect(apart(trimMotion(loop, 0, 15), trimMotion(motion, 0, 15))).toBe(0)
  })

  test('that travels ends in the first pose, moved along and turned about the upright', () => {
    const loop = loopMotion(motion, { blendFrames: 8 })
    const [start, end] = [pathOf(loop, 0)[0], pathOf(loop, 0)[23]]
    expect(end?.[1]).toBeCloseTo(start?.[1] ?? 0, 6)
    expect(end?.[2]).toBeCloseTo(0.03 * 23, 5)
    const foot = jointNamed(loop, 'LeftFoot')
    const heightOf = (frame: number): number => createWorldReader(loop)(frame).places[foot]?.[1] ?? 0
    expect(heightOf(23)).toBeCloseTo(heightOf(0), 5)
  })

  test('that travels has turned as far about the upright as the motion had', () => {
    const loop = loopMotion(motion, { blendFrames: 8 })
    const looksTo = (of: Motion, frame: number): number => {
      const [x, , z] = rotate(rotationAt(of.rotations, frame * of.joints.length), [0, 0, 1])
      return Math.atan2(x, z)
    }
    expect(looksTo(loop, 23)).toBeCloseTo(looksTo(motion, 23), 5)
    expect(Math.abs(looksTo(motion, 23) - looksTo(motion, 0))).toBeGreaterThan(0.1)
  })

  test('takes no step larger than the motion does', () => {
    const loop = loopMotion(motion, { blendFrames: 10, root: 'return' })
    expect(largestStep(loop)).toBeLessThan(3 * largestStep(motion))
  })

  test.each([0, 24, 2.5])('cannot blend over %s frames', (blendFrames) =>
    expect(() => loopMotion(motion, { blendFrames })).toThrow(/from 1 to 23/),
  )
})

describe('a mirror', () => {
  test('shows every joint of the other side across the middle', () => {
    const mirrored = mirrorMotion(motion)
    const [before, after] = [createWorldReader(motion), createWorldReader(mirrored)]
    for (let frame = 0; frame < motion.frameCount; frame++)
      for (const [joint, { name }] of motion.joints.entries()) {
        const other = jointNamed(
          motion,
          name.replace(/Left|Right/, (side) => (side === 'Left' ? 'Right' : 'Left')),
        )
        const [x, y, z] = before(frame).places[other] ?? [9, 9, 9]
        expect(lengthOf(minus(after(frame).places[joint] ?? [0, 0, 0], [-x, y, z]))).toBeLessThan(1e-5)
      }
  })

  test('of a mirror is the motion', () =>
    expect(apart(mirrorMotion(mirrorMotion(motion)), motion)).toBeLessThan(1e-5))

  test('of a skeleton whose sides rest differently is refused', () => {
    const joints = motion.joints.map((joint) =>
      joint.name === 'LeftForeArm' ? { ...joint, offset: [0, -0.28, 0] as const } : joint,
    )
    expect(() => mirrorMotion({ ...motion, joints })).toThrow(/Retarget it onto a character first/)
  })
})

describe('locked feet', () => {
  const sliding = standingOnSwayingHips()

  test('stay where they stand, by bending the legs alone', () => {
    const locked = lockFeet(sliding, { map })
    const [before, after] = [measureFeet(sliding), measureFeet(locked)]
    expect(before?.slideMetresPerSecond).toBeGreaterThan(0.05)
    expect(after?.slideMetresPerSecond).toBeLessThan(0.001)
    expect(pathOf(locked, 0)).toEqual(pathOf(sliding, 0))
    expect(apart(locked, sliding)).toBeLessThan(0.06)
  })

  test('keep how they are turned', () => {
    const locked = lockFeet(sliding, { map })
    const [a, b] = [createWorldReader(sliding), createWorldReader(locked)]
    for (let frame = 0; frame < sliding.frameCount; frame++)
      for (const [part, value] of (a(frame).turns[map.bones.leftFoot ?? 0] ?? []).entries())
        expect(Math.abs(b(frame).turns[map.bones.leftFoot ?? 0]?.[part] ?? 9)).toBeCloseTo(Math.abs(value), 5)
  })

  test('let no knee jump: it turns little faster than before', () => {
    const lifting = standingOnSwayingHips(0.25)
    const locked = lockFeet(lifting, { map })
    expect(largestKneeStep(locked)).toBeLessThan(largestKneeStep(lifting) + 4)
  })

  test('are let go of smoothly: they step little farther in a frame than before', () => {
    const lifting = standingOnSwayingHips(0.25)
    const foot = map.bones.leftFoot ?? 0
    const step = (of: Motion): number => {
      const path = pathOf(of, foot)
      return Math.max(...path.slice(1).map((place, frame) => lengthOf(minus(place, path[frame] ?? place))))
    }
    const jump = step(lockFeet(lifting, { map, blendSeconds: 0 })) - step(lifting)
    expect(jump).toBeGreaterThan(0.015)
    expect(step(lockFeet(lifting, { map })) - step(lifting)).toBeLessThan(0.6 * jump)
  })

  test('that pass low and fast are not held', () => {
    const gliding: Motion = {
      ...sliding,
      translations: [
        {
          joint: 0,
          values: Float32Array.from(
            { length: sliding.frameCount * 3 },
            (_, index) => [0, 0.93, Math.floor(index / 3) / 30][index % 3] ?? 0,
          ),
        },
      ],
    }
    expect(lockFeet(gliding, { map }).rotations).toEqual(gliding.rotations)
  })

  test('that are in the air are left alone, to the last bit', () => {
    const flying: Motion = {
      ...motion,
      translations: [
        {
          joint: 0,
          values: (motion.translations[0]?.values ?? new Float32Array()).map((value, index) =>
            index % 3 === 1 ? value + index * 0.05 : value,
          ),
        },
      ],
    }
    expect(lockFeet(flying, { map }).rotations).toEqual(flying.rotations)
  })

  test('need legs', () =>
    expect(() =>
      lockFeet(
        { ...motion, joints: motion.joints.map((joint, index) => ({ ...joint, name: `${index}` })) },
        { map: { ...map, bones: {} } },
      ),
    ).toThrow(/no two legs/))
})

/** Knees a little bent, hips that sway by 4 cm: the feet slide with them. One foot may be lifted for a while. */
function standingOnSwayingHips(lifted = 0): Motion {
  const frameCount = 90
  const { joints } = motion
  const rotations = new Float32Array(frameCount * joints.length * 4).map((_, index) =>
    index % 4 === 3 ? 1 : 0,
  )
  const travel = new Float32Array(frameCount * 3)
  const bend = (frame: number, name: string, angle: number): void =>
    rotations.set(
      [Math.sin(angle / 2), 0, 0, Math.cos(angle / 2)],
      (frame * joints.length + jointNamed(motion, name)) * 4,
    )
  for (let frame = 0; frame < frameCount; frame++) {
    travel.set([0.04 * Math.sin(frame / 8), 0.93, 0], frame * 3)
    for (const side of ['Left', 'Right']) {
      const more = side === 'Left' ? lifted * Math.max(0, Math.sin((frame - 30) / 10)) : 0
      bend(frame, `${side}UpLeg`, -0.3 - more)
      bend(frame, `${side}Leg`, 0.6 + 2 * more)
      bend(frame, `${side}Foot`, -0.3 - more)
    }
  }
  return { joints, fps: 30, frameCount, rotations, translations: [{ joint: 0, values: travel }] }
}

function largestStep(of: Motion): number {
  const poseOf = createWorldReader(of)
  let largest = 0
  for (let frame = 1; frame < of.frameCount; frame++) {
    const [a, b] = [poseOf(frame - 1).places, poseOf(frame).places]
    for (const [joint, place] of a.entries())
      largest = Math.max(largest, lengthOf(minus(place, b[joint] ?? place)))
  }
  return largest
}

/** Degrees a knee turns in one frame, at most. */
function largestKneeStep(of: Motion): number {
  const poseOf = createWorldReader(of)
  let largest = 0
  for (const { kind, upper, lower, end } of LIMBS) {
    if (kind !== 'leg') continue
    let last: number | null = null
    for (let frame = 0; frame < of.frameCount; frame++) {
      const { places } = poseOf(frame)
      const at = (bone: keyof typeof map.bones): readonly [number, number, number] =>
        places[map.bones[bone] ?? 0] ?? [0, 0, 0]
      const angle = (angleBetween(minus(at(lower), at(upper)), minus(at(end), at(lower))) * 180) / Math.PI
      if (last !== null) largest = Math.max(largest, Math.abs(angle - last))
      last = angle
    }
  }
  return largest
}
