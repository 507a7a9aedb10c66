import { HttpError } from '../http/http-error.ts'
import { json } from '../http/reply.ts'
import type { Route } from '../http/router.ts'
import type { JobState } from '../schedule/job-state.ts'
import type { Slot } from '../schedule/schedule.ts'
import { stepAt, stepsOf } from './progress.ts'
import { originalOf, type TaskRecord } from './task.ts'
import { moment, type World } from './world.ts'

/** @see DICE-Talk API document v1.1.0, "查询任务状态" */
export function statusRoute(world: World): Route {
  return {
    name: 'dice-talk.status',
    method: 'GET',
    pattern: '/api/v1/synthesis/:id/status',
    handle: ({ params }) => json(status(world, params['id'] ?? '')),
  }
}

interface Told {
  readonly status: 'PENDING' | 'PROCESSING' | 'COMPLETED' | 'FAILED'
  /** 0 to 1. */
  readonly progress: number
  readonly message: string
  readonly changedAt: number
}

function status(world: World, id: string): unknown {
  const { modes } = world
  const original = originalOf(id)
  if (original !== null)
    return {
      task_id: id,
      status: 'COMPLETED',
      progress: 1,
      message: 'Cached result',
      created_at: '',
      updated_at: '',
      ...(modes.version === '1.1' && { original_task_id: original }),
    }
  const task = world.tasks.get(id)
  const { slots, states } = moment(world)
  const [slot, state] = [slots.get(id), states.get(id)]
  if (!task || !slot || !state || state.kind === 'forgotten') throw new HttpError(404, 'Task not found')
  const { changedAt, ...told } = tell(world, task, slot, state)
  return {
    task_id: id,
    ...told,
    created_at: timestamp(task.createdAt),
    updated_at: timestamp(changedAt),
    ...(modes.version === '1.1' && { original_task_id: null }),
  }
}

function tell({ modes }: World, task: TaskRecord, slot: Slot, state: JobState): Told {
  const steps = stepsOf(task, modes)
  switch (state.kind) {
    case 'running':
    case 'retrying': {
      const { fromPercent, progress, message } = stepAt(steps, state.percent)
      const changedAt = (slot.startsAt ?? task.createdAt) + (task.workMs * fromPercent) / 100
      return { status: 'PROCESSING', progress, message, changedAt }
    }
    case 'succeeded': {
      const message = 'Synthesis completed successfully'
      return { status: 'COMPLETED', progress: 1, message, changedAt: state.at }
    }
    case 'failed': {
      const { progress } = stepAt(steps, task.script.fail?.atPercent ?? 0)
      const words = modes.version === '1.0' ? 'Task failed' : 'Synthesis failed'
      return { status: 'FAILED', progress, message: `${words}: ${state.code}`, changedAt: state.at }
    }
    // Nothing cancels a task, and one that was forgotten is not told of.
    default:
      return { status: 'PENDING', progress: 0, message: '', changedAt: task.createdAt }
  }
}

/** Local time of a server in UTC, without a zone, as Python's `datetime.isoformat()` writes it. */
function timestamp(at: number): string {
  return new Date(at).toISOString().replace('Z', '000')
}
