import type { JobState } from '../schedule/job-state.ts'
import { type Moment, moment, type TaskRecord, type World } from './world.ts'

/** A task as the wire tells it. */
export interface WireTask {
  readonly task_id: string
  readonly status: string
  /** 0 to 100, whole. */
  readonly progress: number
  readonly status_message: string
  readonly result: { readonly video_path: string; readonly task_id: string } | null
  readonly error: string | null
  readonly created_at: string
  readonly updated_at: string
}

/** Percent of the work that goes by before the first clip: the models load, and nothing is told of it. Assumed. */
const PREPARING_PERCENT = 20
/** @see the pipeline, head 0889dca: 25 frames a second in clips of 16 */
const CLIPS_PER_SECOND = 25 / 16

/** All tasks that the service knows, in order of creation. */
export function wireTasks(world: World): readonly WireTask[] {
  const now = moment(world)
  return [...world.tasks.values()].flatMap((task) => {
    const state = now.states.get(task.id)
    return state && state.kind !== 'forgotten' ? [wireTask(world, task, state, now)] : []
  })
}

export function wireTask({ modes }: World, task: TaskRecord, state: JobState, { slots }: Moment): WireTask {
  const startsAt = slots.get(task.id)?.startsAt ?? task.createdAt
  const told = (status: string, progress: number, message: string, changedAt: number): WireTask => ({
    task_id: task.id,
    status,
    progress,
    status_message: message,
    result: null,
    error: null,
    created_at: timestamp(task.createdAt, modes),
    updated_at: timestamp(changedAt, modes),
  })
  switch (state.kind) {
    case 'running':
    case 'retrying': {
      const { progress, message, fromPercent } = runningAt(task, state.percent)
      return told('processing', progress, message, startsAt + (task.workMs * fromPercent) / 100)
    }
    case 'succeeded':
      return {
        ...told('completed', 100, 'Task completed', state.at),
        // A place on the server's disk, and no address.
        result: { video_path: `/data/output/${task.id}/hallo2_output.mp4`, task_id: task.id },
      }
    case 'failed': {
      const { progress } = runningAt(task, task.script.fail?.atPercent ?? 0)
      return { ...told('failed', progress, `Task failed: ${state.code}`, state.at), error: state.code }
    }
    case 'canceled':
      return modes.canceled === 'cancelled'
        ? told('cancelled', 0, 'Task cancelled', state.at)
        : told(modes.waiting, 0, 'Task created', task.createdAt)
    default:
      return told(modes.waiting, 0, 'Task created', task.createdAt)
  }
}

/** How many clips the film is made of. */
export function clipsOf({ seconds }: TaskRecord): number {
  return Math.max(1, Math.ceil(seconds * CLIPS_PER_SECOND))
}

/** How many clips are done and which one is made. Null while nothing is made yet. */
export function clipAt(task: TaskRecord, percent: number): number | null {
  if (percent < PREPARING_PERCENT) return null
  const share = (percent - PREPARING_PERCENT) / (100 - PREPARING_PERCENT)
  return Math.min(clipsOf(task) - 1, Math.floor(share * clipsOf(task)))
}

/** The progress is that before the clip which is made: it begins at 0 and never shows 100. */
function runningAt(task: TaskRecord, percent: number) {
  const clips = clipsOf(task)
  const clip = clipAt(task, percent)
  if (clip === null) return { progress: 0, message: 'Task processing', fromPercent: 0 }
  return {
    progress: Math.floor((clip / clips) * 100),
    message: `Generating clip ${clip + 1}/${clips}`,
    fromPercent: PREPARING_PERCENT + ((100 - PREPARING_PERCENT) * clip) / clips,
  }
}

function timestamp(at: number, { timestamps }: World['modes']): string {
  const text = new Date(at).toISOString()
  return timestamps === 'seconds' ? text.replace(/\.\d+Z$/, 'Z') : text.replace('Z', '000Z')
}
