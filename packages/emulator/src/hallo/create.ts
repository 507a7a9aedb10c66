import { readFormFields } from '../fastapi/form-fields.ts'
import { toUuid } from '../fastapi/uuid.ts'
import { HttpError } from '../http/http-error.ts'
import { json } from '../http/reply.ts'
import type { Exchange, Route } from '../http/router.ts'
import { jobScriptOf } from '../schedule/job-script.ts'
import type { TaskRecord, World } from './world.ts'

/** Bytes of a whole form. The service checks no size; its document recommends at most 500 MB. */
const FORM_LIMIT = 500 * 1024 * 1024

/** @see Emo Hallo API document v1, "创建推理任务"; the checks and their order from the controllers, head 0889dca */
export function createRoute(world: World): Route {
  return {
    name: 'hallo.create',
    method: 'POST',
    pattern: '/api/v1/inference/hallo2',
    makes: 'job',
    handle: async (exchange) => json(await create(world, exchange)),
  }
}

async function create(world: World, exchange: Exchange): Promise<unknown> {
  const fields = await readFormFields(exchange, FORM_LIMIT)
  const [image, audio] = [fields.file('image_file'), fields.file('audio_file')]
  const useCache = fields.boolean('use_cache', true)
  fields.check()
  // The end of the name is all that is looked at.
  if (!/\.(jpe?g|png)$/i.test(image.name)) throw new HttpError(400, 'Invalid image file format')
  if (!/\.(wav|mp3|ogg|m4a)$/i.test(audio.name)) throw new HttpError(400, 'Invalid audio file format')
  // The name goes into the path that is written to.
  if (image.name.includes('/')) throw new HttpError(400, 'Failed to save image file')
  if (audio.name.includes('/')) throw new HttpError(400, 'Failed to save audio file')

  const { modes, studio } = world
  const [imageBytes, audioBytes] = [await image.arrayBuffer(), await audio.arrayBuffer()]
  const { imageId, audioId, seconds, trouble } = await studio.receive(
    new Uint8Array(imageBytes),
    new Uint8Array(audioBytes),
  )
  const task: TaskRecord = {
    id: toUuid(world.ids.next('hallo task')),
    imageId,
    audioId,
    seconds,
    useCache,
    config: world.config,
    createdAt: world.clock.now(),
    workMs: Math.max(1, modes.jobSeconds * 1000),
    canceledAt: null,
    // The words of exceptions of the pipeline: assumed.
    script: {
      ...(trouble && { fail: { code: trouble.message, atPercent: 10 } }),
      ...jobScriptOf(exchange.faults),
    },
  }
  world.tasks.set(task.id, task)
  // `queued` whatever the task is: the controllers have it hard-coded.
  return { task_id: task.id, status: 'queued', message: 'Inference task queued successfully' }
}
