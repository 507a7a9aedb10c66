import { footprint, type Action, type Cue } from './action.ts'
import { ease } from './curve.ts'
import { footAt, type FootPose, type Footprint } from './footsteps.ts'
import { run, turn, walk } from './gaits.ts'
import * as gestures from './gestures.ts'
import { idle } from './idle.ts'
import { jump } from './jump.ts'
import { kick } from './kick.ts'
import { meanwhile } from './meanwhile.ts'
import { mixPoses, type Pose } from './pose.ts'
import type { Clause, Verb } from './prompt.ts'
import type { Side } from './rig.ts'
import type { Style } from './style.ts'

const actions: Readonly<Record<Verb, (cue: Cue) => Action>> = {
  walk,
  run,
  turn,
  jump,
  kick,
  idle,
  ...gestures,
}

/** Seconds that a verb takes in a row of several when nobody says how long the whole should be. */
const usualSeconds: Readonly<Record<Verb, number>> = {
  walk: 3,
  run: 2.5,
  turn: 2,
  jump: 1.8,
  wave: 2.5,
  dance: 4,
  bow: 2,
  clap: 2,
  punch: 2,
  kick: 1.8,
  squat: 2.2,
  idle: 2.5,
  gesture: 3,
}

export interface Moment {
  readonly root: Footprint
  readonly pose: Pose
  readonly feet: Readonly<Record<Side, FootPose>>
}

export interface Choreography {
  readonly durationSeconds: number
  readonly at: (time: number) => Moment
}

/** Seconds for all clauses together: four for a single verb, the sum of the usual times for several. */
export const naturalSeconds = (clauses: readonly Clause[]): number =>
  clauses.length === 1 ? 4 : clauses.reduce((sum, { verb }) => sum + usualSeconds[verb], 0)

/** Put the clauses one after the other: each action begins where the one before it ends. */
export function choreograph(clauses: readonly Clause[], durationSeconds: number, style: Style): Choreography {
  const stretch = durationSeconds / clauses.reduce((sum, { verb }) => sum + usualSeconds[verb], 0)
  let from: Footprint = { x: 0, z: 0, yaw: 0 }
  let startAt = 0
  const parts = clauses.map((clause) => {
    const cue: Cue = { clause, style, startAt, from, durationSeconds: usualSeconds[clause.verb] * stretch }
    const plain = actions[clause.verb](cue)
    const busy = clause.meanwhile
    const action = busy === null ? plain : meanwhile(plain, actions[busy.verb]({ ...cue, clause: busy }))
    startAt += cue.durationSeconds
    from = action.root(startAt)
    return { action, from: cue.startAt, until: startAt }
  })
  const swings = parts.flatMap(({ action }) => action.swings)
  const stepsOf = {
    l: swings.filter(({ side }) => side === 'l'),
    r: swings.filter(({ side }) => side === 'r'),
  }
  const start: Footprint = { x: 0, z: 0, yaw: 0 }
  return {
    durationSeconds,
    at: (time) => {
      const part = parts.find(({ until }) => time < until) ?? parts.at(-1)
      const root = part?.action.root(time) ?? start
      const feet = {
        l: footAt(stepsOf.l, footprint(start, 'l'), time),
        r: footAt(stepsOf.r, footprint(start, 'r'), time),
      }
      const relative = { l: relate(feet.l, root), r: relate(feet.r, root) }
      const poses = parts.map(({ action, from: begin, until }) => ({
        pose: () => action.pose(time, relative),
        amount: begin === 0 ? 1 : ease(time, begin - blend(until - begin), begin + blend(until - begin)),
      }))
      const pose = poses.reduce<Pose | null>((mixed, next) => {
        if (mixed === null) return next.pose()
        return next.amount === 0 ? mixed : mixPoses(mixed, next.pose(), next.amount)
      }, null)
      if (pose === null) throw new Error('A choreography needs at least one clause.')
      return { root, pose, feet }
    },
  }
}

const blend = (seconds: number): number => Math.min(0.22, seconds * 0.2)

function relate(foot: FootPose, root: Footprint) {
  const radians = (root.yaw * Math.PI) / 180
  const dx = foot.ankle[0] - root.x
  const dz = foot.ankle[2] - root.z
  return { ahead: dx * Math.sin(radians) + dz * Math.cos(radians), swing: foot.swing }
}
