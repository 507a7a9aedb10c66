import * as z from 'zod'
import { type Context, each, JobError, operationFor } from '@onetake/core'
import {
  between,
  type FileRule,
  fields,
  fileResponse,
  multipart,
  oneOf,
  openInputFile,
  orNotSubmitted,
  pathOf,
  uploadId,
  wholeBetween,
} from '@onetake/provider-kit'
import type { DiceTalkClient } from './client.ts'
import { MAX_IMAGE_BYTES, toOwnImage } from './own-image.ts'
import { type DiceTalkAnswer, toReport } from './report.ts'
import { startTask } from './start-task.ts'

const EMOTIONS = ['contempt', 'sad', 'happy', 'surprised', 'angry', 'disgusted', 'fear', 'neutral'] as const
export type Emotion = (typeof EMOTIONS)[number]

/** The service believes a part's type and its name, and fails later where the content is something else. */
const IMAGE: FileRule = { field: 'image', kinds: ['jpeg', 'png'], maxBytes: MAX_IMAGE_BYTES }
const AUDIO: FileRule = { field: 'audio', kinds: ['wav', 'mp3'], maxBytes: 50 * 1024 * 1024 }

const input = fields({
  image: uploadId('a JPEG or PNG image of at most 10 MiB').describe(
    'Id of the uploaded portrait, JPEG or PNG, up to 10 MiB: one clear face.',
  ),
  audio: uploadId('a WAV or MP3 file of at most 50 MiB').describe(
    'Id of the uploaded voice, WAV or MP3, up to 50 MiB: clear speech.',
  ),
  emotion: oneOf(EMOTIONS).describe('How the face feels.'),
  refScale: between(0, 10)
    .optional()
    .describe('How closely the portrait is kept to, from 0 to 10; 3 unless told.'),
  emoScale: between(0, 10).optional().describe('How strong the emotion is, from 0 to 10; 6 unless told.'),
  crop: z
    .boolean('Must be true or false.')
    .optional()
    .describe('Whether the portrait is cut down to the face first; not unless true.'),
  inferenceSteps: wholeBetween(8, 50)
    .optional()
    .describe('Steps of the model, from 8 to 50: more take longer and look better; 20 unless told.'),
  durationSeconds: between(0.1, 300, ' seconds')
    .optional()
    .describe(
      'Length of the video in seconds, from 0.1 to 300; that of the voice unless told, and never longer.',
    ),
  fps: wholeBetween(8, 60)
    .optional()
    .describe(
      'Frames per second, from 8 to 60; 24 unless told. The published server makes 25, whatever is told.',
    ),
  seed: wholeBetween(0, 2_147_483_647)
    .optional()
    .describe('The same seed gives the same video, from 1 to 2147483647; 0 counts as none.'),
  dynamicScale: between(0.1, 3)
    .optional()
    .describe(
      'How lively the head moves, from 0.1 to 3; 1 unless told. The published server takes no notice.',
    ),
  minResolution: wholeBetween(128, 2048)
    .optional()
    .describe('Least side of the video in pixels, from 128 to 2048; 256 unless told.'),
  expandRatio: between(0.1, 2)
    .optional()
    .describe('How much around the face is in the picture, from 0.1 to 2 of its size; 0.5 unless told.'),
})

type Order = z.output<typeof input>

/** By our name, the field of the form. @see API document v1.1.0, section 2 */
const WIRE = {
  emotion: 'emotion',
  refScale: 'ref_scale',
  emoScale: 'emo_scale',
  crop: 'crop',
  inferenceSteps: 'inference_steps',
  durationSeconds: 'duration',
  fps: 'fps',
  seed: 'seed',
  dynamicScale: 'dynamic_scale',
  minResolution: 'min_resolution',
  expandRatio: 'expand_ratio',
} as const satisfies Partial<Record<keyof Order, string>>

/** What was told, as Python reads it: `3`, `0.5`, `true`. What was not told is left out. */
const textsOf = (order: Order) =>
  Object.entries(WIRE).flatMap(([name, field]) => {
    const value = order[name as keyof typeof WIRE]
    return value === undefined ? [] : [{ field, text: String(value) }]
  })

const openFiles = async ({ image, audio }: Order, context: Pick<Context<unknown>, 'read'>) => ({
  image: await openInputFile(image, IMAGE, context),
  audio: await openInputFile(audio, AUDIO, context),
})

/**
 * A portrait says what the voice says, with an emotion.
 *
 * @see API document v1.1.0, sections 2 to 4
 */
export const synthesize = operationFor<DiceTalkClient>()({
  title: 'Talking head with an emotion',
  input,
  produces: ['mp4'],
  // What every sample of the document waits.
  pollEveryMs: 5_000,
  async prepare(order: Order, context) {
    await openFiles(order, context)
    return order
  },
  async submit(order, context): Promise<string> {
    const { client, signal } = context
    const { image, audio } = await orNotSubmitted(openFiles(order, context), 'The files could not be read')
    const own = toOwnImage(image.file, () => client.random())
    const parts = [
      ...textsOf(order),
      // Never the person's own names: the ending must fit the type, and the rest is nobody's business.
      { field: 'image', file: own, name: `image.${image.kind.extension}`, type: image.kind.mediaType },
      { field: 'audio', file: audio.file, name: `audio.${audio.kind.extension}`, type: audio.kind.mediaType },
    ]
    return startTask(client, multipart(parts, client.boundary()), signal)
  },
  status: each(async (task: string, { client, signal }: Context<DiceTalkClient>): Promise<DiceTalkAnswer> => {
    const path = pathOf`/api/v1/synthesis/${task}/status`
    const answer = await client.read(path, signal).catch((error: unknown) => {
      // Tasks are in memory there, so this is also what a restart looks like.
      if (JobError.is(error) && error.code === 'not-found')
        throw new JobError('lost', 'DICE-Talk no longer knows this job. It may have been restarted.')
      throw error
    })
    return toReport(task, answer)
  }),
  async download(task: string, { client, signal }) {
    const reply = await client.file(pathOf`/api/v1/synthesis/${task}/download`, signal)
    if (reply.expired) {
      throw new JobError('provider-unavailable', 'DICE-Talk does not hand out this video now.')
    }
    return fileResponse(reply.response)
  },
})
