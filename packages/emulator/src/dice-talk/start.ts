import { readFormFields } from '../fastapi/form-fields.ts'
import { toUuid } from '../fastapi/uuid.ts'
import { HttpError } from '../http/http-error.ts'
import { json } from '../http/reply.ts'
import type { Exchange, Route } from '../http/router.ts'
import type { Trouble } from '../media/studio.ts'
import { jobScriptOf } from '../schedule/job-script.ts'
import type { JobScript } from '../schedule/scheduled-job.ts'
import { checkFiles } from './file-rules.ts'
import type { DiceTalkModes } from './modes.ts'
import { checkRanges, fileStem, readParameters } from './parameters.ts'
import { cachedId, originalOf, type TaskRecord } from './task.ts'
import { isKept, moment, type World } from './world.ts'

/** Bytes of a whole form: more than both files may have, because too large a file is told in the service's own words. */
const FORM_LIMIT = 160 * 1024 * 1024

/** From this share of its work on, a task writes its film. Assumed. */
const WRITING_PERCENT = 85

/** @see DICE-Talk API document v1.1.0, "启动数字人合成任务"; the order of the checks is that of the published server */
export function startRoute(world: World): Route {
  return {
    name: 'dice-talk.start',
    method: 'POST',
    pattern: '/api/v1/synthesis/start',
    makes: 'job',
    handle: async (exchange) => json(await start(world, exchange)),
  }
}

async function start(world: World, exchange: Exchange): Promise<unknown> {
  const { modes } = world
  const fields = await readFormFields(exchange, FORM_LIMIT)
  const [image, audio] = [fields.file('image'), fields.file('audio')]
  const parameters = readParameters(fields, modes)
  fields.check()
  checkFiles(image, audio, modes)
  checkRanges(parameters)

  const sitting = await world.studio.receive(await bytesOf(image), await bytesOf(audio))
  const stem = fileStem(sitting, parameters, modes)
  const hit = cached(world, stem)
  if (hit) {
    const id = cachedId(hit)
    return answer(modes, id, 'COMPLETED', 'Result already exists')
  }
  const { now, states } = moment(world)
  const waiting = [...states.values()].filter(({ kind }) => kind === 'queued').length
  if (modes.waitingLimit !== null && waiting >= modes.waitingLimit)
    // The document names the limit and not the answer: assumed.
    throw new HttpError(503, 'Task queue is full')
  const task: TaskRecord = {
    id: toUuid(world.ids.next('dice-talk task')),
    imageId: sitting.imageId,
    audioId: sitting.audioId,
    parameters,
    stem,
    createdAt: now,
    workMs: Math.max(1, modes.jobSeconds * 1000),
    canceledAt: null,
    script: { ...fateOf(sitting.trouble, modes), ...jobScriptOf(exchange.faults) },
  }
  world.tasks.set(task.id, task)
  return answer(modes, task.id, 'PENDING', 'Task created successfully')
}

function answer(modes: DiceTalkModes, id: string, status: string, message: string): unknown {
  return {
    task_id: id,
    status,
    message,
    ...(modes.version === '1.1' && { original_task_id: originalOf(id) }),
  }
}

/** An earlier task whose film would be the same, and is there: or, at worst, begun. */
function cached(world: World, stem: string): TaskRecord | undefined {
  const { now, states } = moment(world)
  return [...world.tasks.values()].find((task) => {
    const state = states.get(task.id)
    if (task.stem !== stem) return false
    if (state?.kind === 'succeeded') return isKept(world, state.at, now)
    return world.modes.falseHits && state?.kind === 'running' && state.percent >= WRITING_PERCENT
  })
}

/** What is wrong with a file shows when it is worked on, not when it is sent. */
function fateOf(trouble: Trouble | null, { noFace }: DiceTalkModes): JobScript {
  switch (trouble?.kind) {
    case undefined:
      return {}
    case 'image':
      return { fail: { code: 'cannot identify image file', atPercent: 20 } }
    case 'no-face':
      return { fail: { code: noFace === 'source' ? NO_FACE_BUG : trouble.message, atPercent: 20 } }
    case 'audio':
      return { fail: { code: `Error opening audio: ${trouble.message}`, atPercent: 40 } }
  }
}

/** @see the published server, head 2d9bb2a: it trips before it can say "No face detected in the image" */
const NO_FACE_BUG = "cannot access local variable 'bbox_s' where it is not associated with a value"

async function bytesOf(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer())
}
