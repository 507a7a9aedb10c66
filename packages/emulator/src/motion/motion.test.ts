import { describe, expect, test } from 'vitest'
import { worldPose, type WorldPose } from './forward-kinematics.ts'
import { createMotion, type Motion, type MotionOptions } from './motion.ts'
import { rotate, type Quaternion } from './quaternion.ts'
import { jointIndex, leg, type Side } from './rig.ts'
import { add, type Vector } from './vector.ts'

const prompts = [
  'a person walks',
  'a man jogs slowly',
  'a woman runs quickly',
  'someone waves with the left hand',
  'a person jumps',
  'turn around',
  'she spins to the right',
  'stand still and breathe',
  'a dancer dances',
  'he kicks',
  'a person punches then bows',
  'squat',
  'clap your hands',
  'walk backwards',
  'walk in a circle',
  'walks to the left, then jumps and waves',
  'a person runs while waving',
  'quixotic frobnication',
]

const make = (prompt: string, options: Partial<MotionOptions> = {}): Motion =>
  createMotion({ prompt, durationSeconds: null, seed: 7, variant: 1, ...options })

const worlds = (motion: Motion): readonly WorldPose[] =>
  Array.from({ length: motion.frameCount }, (_, frame) => worldPose(motion, frame))

const place = (world: WorldPose, name: string): Vector => world.positions[jointIndex(name)] ?? [0, 0, 0]
const turnOf = (world: WorldPose, name: string): Quaternion =>
  world.rotations[jointIndex(name)] ?? [0, 0, 0, 1]

/** Heel, ball and tip of the toes: the points of a sole that can touch the floor. */
function sole(world: WorldPose, side: Side): readonly Vector[] {
  const foot = turnOf(world, `${side}_foot_JNT`)
  const toes = turnOf(world, `${side}_toebase_JNT`)
  const joint = place(world, `${side}_toebase_JNT`)
  return [
    add(place(world, `${side}_foot_JNT`), rotate(foot, leg.heel)),
    add(joint, rotate(toes, leg.ball)),
    add(joint, rotate(toes, leg.toe)),
  ]
}

const soles = (world: WorldPose): readonly Vector[] => [...sole(world, 'l'), ...sole(world, 'r')]
const lowest = (points: readonly Vector[]): number => Math.min(...points.map(([, y]) => y))
const yawOf = (world: WorldPose): number => {
  const [x, , z] = rotate(turnOf(world, 'hips_JNT'), [0, 0, 1])
  return (Math.atan2(x, z) * 180) / Math.PI
}

describe.each(prompts)('"%s"', (prompt) => {
  const motion = make(prompt)
  const frames = worlds(motion)

  test('has only finite numbers and unit quaternions', () => {
    expect(motion.hips.every(Number.isFinite)).toBe(true)
    for (let at = 0; at < motion.rotations.length; at += 4) {
      expect(Math.hypot(...motion.rotations.subarray(at, at + 4))).toBeCloseTo(1, 5)
    }
  })

  test('never sinks a foot into the floor', () => {
    expect(Math.min(...frames.map((world) => lowest(soles(world))))).toBeGreaterThan(-0.005)
  })

  test('begins and ends with a foot on the floor', () => {
    for (const world of [frames[0], frames.at(-1)]) {
      expect(world && Math.abs(lowest(soles(world)))).toBeLessThan(0.01)
    }
  })

  test('lets no sole slide while it touches the floor', () => {
    for (const side of ['l', 'r'] as const) {
      for (const point of [0, 1, 2]) {
        let anchor: Vector | null = null
        for (const world of frames) {
          const at = sole(world, side)[point] ?? [0, 0, 0]
          const touching: boolean = at[1] < 0.002
          if (touching && anchor !== null) {
            expect(Math.hypot(at[0] - anchor[0], at[2] - anchor[2])).toBeLessThan(0.005)
          }
          anchor = touching ? (anchor ?? at) : null
        }
      }
    }
  })

  test('bends knees only backwards and elbows only forwards', () => {
    for (let frame = 0; frame < motion.frameCount; frame++) {
      const local = (name: string): Quaternion => {
        const [x = 0, y = 0, z = 0, w = 1] = motion.rotations.subarray(
          (frame * motion.joints.length + jointIndex(name)) * 4,
        )
        return [x, y, z, w]
      }
      for (const side of ['l', 'r'] as const) {
        const shin = rotate(local(`${side}_leg_JNT`), [0, -1, 0])
        expect(shin[2]).toBeLessThan(1e-4)
        expect(Math.abs(shin[0])).toBeLessThan(1e-4)
        const forearm = rotate(local(`${side}_forearm_JNT`), [side === 'l' ? 1 : -1, 0, 0])
        expect(forearm[2]).toBeGreaterThan(-1e-4)
        expect(Math.abs(forearm[1])).toBeLessThan(1e-4)
      }
    }
  })

  test('moves without a jolt', () => {
    // 15 m/s is a fast hand; a blend or a leg that snaps is far beyond
    for (const [at, world] of frames.entries()) {
      const before = frames[at - 1]
      if (before === undefined) continue
      for (const [joint, [x, y, z]] of world.positions.entries()) {
        const [px, py, pz] = before.positions[joint] ?? [x, y, z]
        expect(Math.hypot(x - px, y - py, z - pz) * motion.fps).toBeLessThan(15)
      }
    }
  })
})

describe('walking', () => {
  const frames = worlds(make('a person walks forward'))

  test('travels ahead along +Z', () => {
    const last = frames.at(-1)
    expect(last && place(last, 'hips_JNT')[2]).toBeGreaterThan(2.5)
    expect(last && Math.abs(place(last, 'hips_JNT')[0])).toBeLessThan(0.1)
  })

  test('puts one foot before the other', () => {
    const leads = frames.map((world) =>
      Math.sign(place(world, 'l_foot_JNT')[2] - place(world, 'r_foot_JNT')[2]),
    )
    expect(leads.filter((lead, at) => at > 0 && lead !== leads[at - 1]).length).toBeGreaterThanOrEqual(5)
  })

  test('keeps a foot on the floor at all times', () => {
    expect(Math.max(...frames.map((world) => lowest(soles(world))))).toBeLessThan(0.01)
  })

  test('swings the arms against the legs', () => {
    const product = frames.map((world) => {
      const legs = place(world, 'l_foot_JNT')[2] - place(world, 'r_foot_JNT')[2]
      return legs * (place(world, 'l_hand_JNT')[2] - place(world, 'r_hand_JNT')[2])
    })
    expect(product.reduce((a, b) => a + b)).toBeLessThan(-1)
  })

  test('goes the way the prompt says', () => {
    const end = (prompt: string): Vector => {
      const motion = make(prompt)
      return place(worldPose(motion, motion.frameCount - 1), 'hips_JNT')
    }
    expect(end('walk backwards')[2]).toBeLessThan(-1.5)
    expect(end('walk to the left')[0]).toBeGreaterThan(1)
    expect(end('walk to the right')[0]).toBeLessThan(-1)
    expect(end('walk slowly')[2]).toBeLessThan(end('walk')[2])
    expect(end('walk quickly')[2]).toBeGreaterThan(end('walk')[2])
  })
})

test('a runner is faster than a walker, and at times in the air', () => {
  const frames = worlds(make('a person runs'))
  const last = frames.at(-1)
  expect(last && place(last, 'hips_JNT')[2]).toBeGreaterThan(6)
  expect(frames.filter((world) => lowest(soles(world)) > 0.02).length).toBeGreaterThan(5)
})

test('a wave lifts one hand above the shoulder and swings it', () => {
  const frames = worlds(make('a person waves'))
  const middle = frames.slice(30, 90)
  for (const world of middle) {
    expect(place(world, 'r_hand_JNT')[1]).toBeGreaterThan(place(world, 'r_shoulder_JNT')[1] + 0.1)
    expect(place(world, 'l_hand_JNT')[1]).toBeLessThan(1)
  }
  const across = middle.map((world) => place(world, 'r_hand_JNT')[0] - place(world, 'r_forearm_JNT')[0])
  const speeds = across.map((x, at) => Math.sign(x - (across[at - 1] ?? x)))
  expect(speeds.filter((sign, at) => at > 1 && sign !== speeds[at - 1]).length).toBeGreaterThanOrEqual(4)
  expect(Math.max(...across) - Math.min(...across)).toBeGreaterThan(0.12)
})

test('a wave takes the hand that the prompt names', () => {
  const world = worldPose(make('wave with the left hand'), 60)
  expect(place(world, 'l_hand_JNT')[1]).toBeGreaterThan(place(world, 'l_shoulder_JNT')[1])
})

test('a jump crouches, has both feet in the air at once, falls as bodies fall, and lands', () => {
  const motion = make('a person jumps')
  const frames = worlds(motion)
  const heights = frames.map((world) => place(world, 'hips_JNT')[1])
  expect(Math.max(...frames.map((world) => lowest(soles(world))))).toBeGreaterThan(0.15)
  expect(Math.min(...heights)).toBeLessThan(0.75)
  const air = frames.flatMap((world, at) => (lowest(soles(world)) > 0.12 ? [at] : []))
  for (const at of air.filter((frame) => air.includes(frame - 1) && air.includes(frame + 1))) {
    const [before = 0, now = 0, after = 0] = heights.slice(at - 1, at + 2)
    // the hips fold a little towards the landing, so not exactly g
    expect((before - 2 * now + after) * motion.fps ** 2).toBeGreaterThan(-15)
    expect((before - 2 * now + after) * motion.fps ** 2).toBeLessThan(-5)
  }
})

test.each([
  ['turn around', 180],
  ['turn left', 90],
  ['turn right', -90],
  ['spin', 360],
])('"%s" turns the hips by %d degrees', (prompt, angle) => {
  const yaws = worlds(make(prompt)).map(yawOf)
  const turned = yaws.reduce(
    (sum, yaw, at) => sum + ((((yaw - (yaws[at - 1] ?? yaw)) % 360) + 540) % 360) - 180,
    0,
  )
  expect(turned).toBeGreaterThan(angle - 8)
  expect(turned).toBeLessThan(angle + 8)
})

test('standing is not freezing, yet stays in place', () => {
  const frames = worlds(make('a person stands idle'))
  const heads = frames.map((world) => place(world, 'head_JNT'))
  const spread = (axis: 0 | 1 | 2): number =>
    Math.max(...heads.map((head) => head[axis])) - Math.min(...heads.map((head) => head[axis]))
  expect(Math.hypot(spread(0), spread(1), spread(2))).toBeGreaterThan(0.01)
  expect(Math.hypot(spread(0), spread(1), spread(2))).toBeLessThan(0.2)
})

test('who walks while waving does both at once', () => {
  const frames = worlds(make('a person walks while waving'))
  for (const at of [50, 60, 70]) {
    const [before, world] = [frames[at - 1], frames[at]]
    if (before === undefined || world === undefined) throw new Error('The motion is too short.')
    expect(place(world, 'hips_JNT')[2] - place(before, 'hips_JNT')[2]).toBeGreaterThan(0.02)
    expect(place(world, 'r_hand_JNT')[1]).toBeGreaterThan(place(world, 'r_shoulder_JNT')[1])
    expect(place(world, 'l_hand_JNT')[1]).toBeLessThan(1.1)
  }
})

test('verbs in a row happen one after the other', () => {
  const frames = worlds(make('a person walks and then waves'))
  const handAboveHead = frames.map((world) => place(world, 'r_hand_JNT')[1] > place(world, 'neck_JNT')[1])
  const moving = frames.map(
    (world, at) => place(world, 'hips_JNT')[2] - place(frames[at - 1] ?? world, 'hips_JNT')[2] > 0.02,
  )
  expect(moving.lastIndexOf(true)).toBeGreaterThan(40)
  expect(handAboveHead.indexOf(true)).toBeGreaterThan(moving.lastIndexOf(true))
})

test.each([
  [0.1, 15],
  [0.5, 15],
  [2.5, 75],
  [30, 900],
  [99, 900],
])('%d seconds are asked for, %d frames are made', (durationSeconds, frameCount) => {
  expect(make('run then jump', { durationSeconds }).frameCount).toBe(frameCount)
})

test('no duration means four seconds for one verb', () => {
  expect(make('wave').frameCount).toBe(120)
})

test('the same seed and variant make the same numbers, another variant or seed does not', () => {
  const one = make('walk')
  expect(make('walk').rotations).toEqual(one.rotations)
  expect(make('walk', { variant: 2 }).rotations).not.toEqual(one.rotations)
  expect(make('walk', { seed: 8 }).rotations).not.toEqual(one.rotations)
})
