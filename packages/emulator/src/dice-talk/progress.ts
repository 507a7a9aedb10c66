import type { DiceTalkModes } from './modes.ts'
import type { TaskRecord } from './task.ts'

/** What a task tells from a share of its work on. */
export interface Step {
  readonly fromPercent: number
  /** 0 to 1. */
  readonly progress: number
  readonly message: string
}

/**
 * The steps that a task shows. With a duration, 1.1 goes back from 0.4 to 0.35 and stays there until it is done. When each
 * begins is assumed; what it says is not.
 *
 * @see the published server, f7183e1 (1.0) and 2d9bb2a (1.1)
 */
export function stepsOf({ parameters }: TaskRecord, { version }: DiceTalkModes): readonly Step[] {
  const begin =
    version === '1.0'
      ? [step(0, 0.1, 'Starting synthesis...')]
      : [step(0, 0, 'Starting synthesis...'), step(5, 0.1, 'Loading models...')]
  return [
    ...begin,
    step(12, 0.2, 'Preprocessing image...'),
    ...(parameters.crop ? [step(20, 0.3, 'Cropping image...')] : []),
    step(26, 0.4, 'Generating video...'),
    ...(parameters.durationSeconds !== null && version === '1.1'
      ? [step(34, 0.35, 'Processing audio duration...')]
      : []),
  ]
}

export function stepAt(steps: readonly Step[], percent: number): Step {
  return steps.findLast(({ fromPercent }) => percent >= fromPercent) ?? step(0, 0, '')
}

const step = (fromPercent: number, progress: number, message: string): Step => ({
  fromPercent,
  progress,
  message,
})
