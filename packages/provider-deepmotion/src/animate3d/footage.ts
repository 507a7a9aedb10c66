import { type Context, invalidInput, JobError, type Upload } from '@onetake/core'
import * as z from 'zod'

const VIDEO = 'Must be the id of an upload.'

export const videoField = z
  .string(VIDEO)
  .regex(/^[A-Za-z0-9_-]{1,64}$/, VIDEO)
  .describe('Id of an upload: the video to animate from, or a still image.')

/**
 * Whether an upload is a video or a still image, as its bytes say. Bytes that say nothing known pass for a video:
 * there are more kinds of those than anybody lists, and Animate 3D converts what it gets.
 *
 * @throws JobError `invalid-input` that names `video`, where there is no such upload, or it is neither.
 */
export async function footageKind(
  uploadId: string,
  { read }: Pick<Context<unknown>, 'read'>,
): Promise<'video' | 'image'> {
  const { mediaType }: Upload = await read(uploadId).catch((error: unknown) => {
    if (JobError.is(error) && error.code === 'not-found')
      throw invalidInput('video', 'Must be the id of a complete upload of yours.')
    throw error
  })
  if (mediaType.startsWith('image/')) return 'image'
  if (mediaType.startsWith('video/') || mediaType === 'application/octet-stream') return 'video'
  throw invalidInput('video', `Must be a video or a still image: that upload is ${mediaType}.`)
}
