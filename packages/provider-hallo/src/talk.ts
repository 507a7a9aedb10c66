import * as z from 'zod'
import { type Context, invalidInput, JobError, operationFor } from '@onetake/core'
import {
  type FileRule,
  fields,
  fileResponse,
  isAskable,
  multipart,
  openInputFile,
  orNotSubmitted,
  pathOf,
  unconfirmed,
  uploadId,
} from '@onetake/provider-kit'
import { cancel } from './cancel.ts'
import type { HalloClient } from './client.ts'
import { findTask } from './find-task.ts'
import { status } from './status.ts'

/** What the document recommends as the most that one task brings along, in bytes. */
const MAX_BYTES = 500 * 1024 * 1024

/** Hallo looks at the ending of a name, and fails later where the content is something else. */
const IMAGE: FileRule = { field: 'image', kinds: ['jpeg', 'png'], maxBytes: MAX_BYTES }
const AUDIO: FileRule = { field: 'audio', kinds: ['wav', 'mp3', 'ogg', 'm4a'], maxBytes: MAX_BYTES }

const input = fields({
  image: uploadId('a JPEG or PNG image').describe(
    'Id of the uploaded portrait, JPEG or PNG: one clear face.',
  ),
  audio: uploadId('a WAV, MP3, OGG or M4A file').describe(
    'Id of the uploaded voice, WAV, MP3, OGG or M4A. Together with the image at most 500 MiB.',
  ),
  useCache: z
    .boolean('Must be true or false.')
    .optional()
    .describe('Whether Hallo may use what it has prepared of the same files before; it does unless false.'),
})

type Order = z.output<typeof input>

async function openFiles(order: Order, context: Pick<Context<unknown>, 'read'>) {
  const image = await openInputFile(order.image, IMAGE, context)
  const audio = await openInputFile(order.audio, AUDIO, context)
  if (image.file.bytes + audio.file.bytes > MAX_BYTES) {
    throw invalidInput('audio', 'Must be at most 500 MiB together with the image.')
  }
  return { image, audio }
}

const started = z.object({ task_id: z.string().refine(isAskable) })

/**
 * A portrait says what the voice says.
 *
 * @see API document v1, "Create inference task"
 */
export const talk = operationFor<HalloClient>()({
  title: 'Talking head',
  input,
  produces: ['mp4'],
  // What the sample of the document waits.
  pollEveryMs: 5_000,
  async prepare(order: Order, context) {
    await openFiles(order, context)
    return order
  },
  async submit(order, context): Promise<string> {
    const { client, signal } = context
    const { image, audio } = await orNotSubmitted(openFiles(order, context), 'The files could not be read')
    const parts = [
      ...(order.useCache === undefined ? [] : [{ field: 'use_cache', text: String(order.useCache) }]),
      // Never the person's own names: Hallo makes them parts of a path.
      {
        field: 'image_file',
        file: image.file,
        name: `image.${image.kind.extension}`,
        type: image.kind.mediaType,
      },
      {
        field: 'audio_file',
        file: audio.file,
        name: `audio.${audio.kind.extension}`,
        type: audio.kind.mediaType,
      },
    ]
    const body = multipart(parts, client.boundary())
    const answer = await client.submit('/api/v1/inference/hallo2', body, signal)
    return started.safeParse(answer).data?.task_id ?? unconfirmed('Hallo accepted the job without naming it')
  },
  find: findTask,
  status,
  /** @throws JobError `not-found` where there is no video, though the task is completed: that ends the job. */
  async download(task: string, { client, signal }) {
    const reply = await client.file(pathOf`/api/v1/tasks/${task}/video`, signal)
    if (reply.expired) throw new JobError('provider-unavailable', 'Hallo does not hand out this video now.')
    return fileResponse(reply.response)
  },
  cancel,
})
