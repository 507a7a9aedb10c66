import { hipsDrop, jointRotations } from './body.ts'
import { choreograph, naturalSeconds } from './choreography.ts'
import { clamp } from './curve.ts'
import { readPrompt, type Verb } from './prompt.ts'
import { rig, type Joint } from './rig.ts'
import { styleOf } from './style.ts'

export type { Joint } from './rig.ts'

/** A body in motion: what every result file is made from. */
export interface Motion {
  /** What the figure does, for instance `walk` or `walk-wave`; the name of the clip in files that name clips. */
  readonly name: string
  readonly joints: readonly Joint[]
  readonly fps: number
  readonly frameCount: number
  /** `frameCount` x joints x 4: unit quaternions xyzw relative to the parent, parents first, no sign flips over time. */
  readonly rotations: Float32Array
  /** `frameCount` x 3: world position of the hips, metres, Y up. */
  readonly hips: Float32Array
}

export interface MotionOptions {
  readonly prompt: string
  /** Seconds, kept within 0.5 and `longestSeconds`. Null lets the verb choose: 4 for one verb, the sum of usual times for several. */
  readonly durationSeconds: number | null
  /** The same seed and variant give the same bytes. */
  readonly seed: string | number
  readonly variant: number
  /** Default 30. */
  readonly longestSeconds?: number
}

const fps = 30

/**
 * Move the figure as the prompt says. It starts at the origin, facing +Z, and never fails: words without a known verb
 * become a gesture.
 */
export function createMotion({
  prompt,
  durationSeconds,
  seed,
  variant,
  longestSeconds = 30,
}: MotionOptions): Motion {
  const clauses = readPrompt(prompt)
  const seconds = clamp(durationSeconds ?? naturalSeconds(clauses), 0.5, longestSeconds)
  const frameCount = Math.round(seconds * fps)
  const choreography = choreograph(clauses, (frameCount - 1) / fps, styleOf(seed, variant))
  const moments = Array.from({ length: frameCount }, (_, frame) => choreography.at(frame / fps))
  const drops = soften(moments.map(hipsDrop))
  const rotations = new Float32Array(frameCount * rig.length * 4)
  const hips = new Float32Array(frameCount * 3)
  for (const [frame, moment] of moments.entries()) {
    const posed = jointRotations(moment, drops[frame] ?? 0)
    hips.set(posed.hips, frame * 3)
    rotations.set(posed.rotations.flat(), frame * rig.length * 4)
  }
  keepSigns(rotations, rig.length * 4)
  return { name: nameOf(clauses.map(({ verb }) => verb)), joints: rig, fps, frameCount, rotations, hips }
}

const nameOf = (verbs: readonly Verb[]): string =>
  verbs.filter((verb, at) => verb !== verbs[at - 1]).join('-')

/** Smooth over time, yet nowhere below what was asked: the largest of the neighbours, then their mean. */
function soften(values: readonly number[]): readonly number[] {
  const widened = values.map((_, at) => Math.max(...around(values, at)))
  return values.map((_, at) => {
    const near = around(widened, at)
    return near.reduce((sum, value) => sum + value, 0) / near.length
  })
}

const around = (values: readonly number[], at: number): readonly number[] =>
  values.slice(Math.max(0, at - 2), at + 3)

/** q and -q are the same rotation, but linear players between frames take the long way round. */
function keepSigns(rotations: Float32Array, stride: number): void {
  for (let at = stride; at < rotations.length; at += 4) {
    let dot = 0
    for (let i = 0; i < 4; i++) dot += (rotations[at + i] ?? 0) * (rotations[at + i - stride] ?? 0)
    if (dot < 0) for (let i = 0; i < 4; i++) rotations[at + i] = -(rotations[at + i] ?? 0)
  }
}
