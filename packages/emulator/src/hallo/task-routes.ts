import { fileReply } from '../http/file-reply.ts'
import { HttpError } from '../http/http-error.ts'
import { json, type Reply } from '../http/reply.ts'
import type { Exchange, Route } from '../http/router.ts'
import { logsOf } from './logs.ts'
import { wireTask, wireTasks } from './task-status.ts'
import { moment, type TaskRecord, type World } from './world.ts'

/** @see the pipeline, head 0889dca */
const FPS = 25

/** @see Emo Hallo API document v1, "任务管理" */
export function taskRoutes(world: World): readonly Route[] {
  return [
    {
      name: 'hallo.list',
      method: 'GET',
      pattern: '/api/v1/tasks',
      handle() {
        const tasks = wireTasks(world)
        return json({
          tasks: Object.fromEntries(tasks.map((task) => [task.task_id, task])),
          count: tasks.length,
        })
      },
    },
    {
      name: 'hallo.status',
      method: 'GET',
      pattern: '/api/v1/tasks/:id',
      handle({ params }) {
        const { task, state, now } = known(world, params['id'] ?? '')
        return json(wireTask(world, task, state, now))
      },
    },
    {
      name: 'hallo.video',
      method: 'GET',
      pattern: '/api/v1/tasks/:id/video',
      handle: (exchange) => video(world, exchange),
    },
    {
      // A POST that only reads.
      name: 'hallo.logs',
      method: 'POST',
      pattern: '/api/v1/tasks/:id/logs',
      handle({ params }) {
        const id = params['id'] ?? ''
        return json({ task_id: id, logs: logsOf(world, id) ?? 'No logs available' })
      },
    },
    {
      name: 'hallo.cancel',
      method: 'DELETE',
      pattern: '/api/v1/tasks/:id',
      handle: ({ params }) => json(cancel(world, params['id'] ?? '')),
    },
  ]
}

function known(world: World, id: string) {
  const task = world.tasks.get(id)
  const now = moment(world)
  const state = now.states.get(id)
  if (!task || !state || state.kind === 'forgotten') throw new HttpError(404, `Task ${id} not found`)
  return { task, state, now }
}

async function video(world: World, { params, headers }: Exchange): Promise<Reply> {
  const { task, state, now } = known(world, params['id'] ?? '')
  const { status } = wireTask(world, task, state, now)
  if (state.kind !== 'succeeded') throw new HttpError(400, `Task not completed. Status: ${status}`)
  const film = world.modes.video === 'written' ? await filmOf(world, task) : null
  if (!film) throw new HttpError(404, 'Video file not found')
  const { range, 'if-range': ifRange } = headers
  const asked = { ...(range && { range }), ...(ifRange && { 'if-range': ifRange }) }
  const reply = fileReply({ bytes: film, contentType: 'video/mp4' }, asked)
  const name = `attachment; filename="hallo2_${task.id}.mp4"`
  return { ...reply, headers: { ...reply.headers, 'content-disposition': name } }
}

function filmOf({ studio, modes }: World, { imageId, audioId }: TaskRecord): Promise<Uint8Array | null> {
  return studio.film({
    imageId,
    audioId,
    fps: FPS,
    pixels: modes.pixels,
    square: true,
    around: null,
    seconds: null,
    // the seed of the pipeline
    manner: { smile: 0, liveliness: 1, seed: 42 },
  })
}

/** Only what still waits can be canceled; running, finished, canceled and unknown are told apart by nothing. */
function cancel(world: World, id: string): unknown {
  const task = world.tasks.get(id)
  const { now, states } = moment(world)
  if (!task || states.get(id)?.kind !== 'queued')
    throw new HttpError(400, 'Task not found in queue or already running')
  world.tasks.set(id, { ...task, canceledAt: now })
  return { status: 'cancelled', task_id: id, message: 'Task cancelled successfully' }
}
