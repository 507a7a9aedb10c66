import { clipAt, clipsOf } from './task-status.ts'
import { moment, type World } from './world.ts'

/**
 * What the pipeline would have written about a task so far; null without a log. The first two lines are those of the
 * document, the others are assumed.
 *
 * @see Emo Hallo API document v1, "获取任务日志"
 */
export function logsOf(world: World, id: string): string | null {
  const task = world.tasks.get(id)
  const state = moment(world).states.get(id)
  if (!task || !state || world.modes.logs === 'none') return null
  const clips = clipsOf(task)
  const begun = ['[INFO] Starting inference...', '[INFO] Preprocessing image...']
  const steps = `[INFO] Steps: ${text(task.config.inference_steps, 40)}, guidance: ${text(task.config.guidance_scale, 3.5)}`
  const made = (count: number) => [
    '[INFO] Preprocessing audio...',
    steps,
    ...Array.from({ length: count }, (_, clip) => `[INFO] Generating clip ${clip + 1}/${clips}`),
  ]
  switch (state.kind) {
    case 'running':
    case 'retrying': {
      const clip = clipAt(task, state.percent)
      return [...begun, ...(clip === null ? [] : made(clip + 1))].join('\n')
    }
    case 'succeeded':
      return [...begun, ...made(clips), '[INFO] Task completed'].join('\n')
    case 'failed':
      return [...begun, `[ERROR] Task failed: ${state.code}`].join('\n')
    default:
      return null
  }
}

function text(value: unknown, otherwise: number): string {
  return JSON.stringify(value ?? otherwise)
}
