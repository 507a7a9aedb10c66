import type * as z from 'zod'
import { type Answer, type Context, each, JobError, operationFor } from '@onetake/core'
import {
  type FileRule,
  fields,
  multipart,
  openInputFile,
  orNotSubmitted,
  uploadId,
} from '@onetake/provider-kit'
import type { OpusClient } from './client.ts'
import { download } from './download.ts'
import { askJobResult } from './job-result.ts'
import { filesOf } from './opus-file.ts'
import type { ImageRef } from './opus-ref.ts'
import { isOverdue, type OpusSource, overdue, toDelivery, toReport } from './outcome.ts'
import { POLL_EVERY_MS } from './poll-every.ts'
import { submitJob } from './submit-job.ts'

/**
 * No kind and no size is documented. These two kinds are what every image service reads; 10 MiB is what common
 * gateways let through, and more pixels than such a model looks at. Both assumed: a refusal here costs nothing, one
 * of Opus a request of the plan.
 */
const IMAGE: FileRule = { field: 'image', kinds: ['jpeg', 'png'], maxBytes: 10 * 1024 * 1024 }

const input = fields({
  image: uploadId('a JPEG or PNG image of at most 10 MiB').describe(
    'Id of the uploaded image, JPEG or PNG, up to 10 MiB: one object, all of it in sight.',
  ),
})

/**
 * An image becomes a 3D object, seen in a turning video. Its mesh and its splat are extracted by jobs of their own.
 *
 * @see Opus, "Python Example" README, `process_image`, `poll_job_status`, `get_mp4_preview`; `test.py` for the name of the part
 */
export const imageTo3d = operationFor<OpusClient>()({
  title: 'Image to 3D',
  input,
  produces: ['mp4'],
  pollEveryMs: POLL_EVERY_MS,
  async prepare(order: z.output<typeof input>, context) {
    await openInputFile(order.image, IMAGE, context)
    return order
  },
  async submit({ image }, context): Promise<ImageRef> {
    const { client, signal } = context
    const { file, kind } = await orNotSubmitted(
      openInputFile(image, IMAGE, context),
      'The image could not be read',
    )
    const startedAt = client.now()
    // Never the person's own name for it. The sample says `image/jpeg` of every file, so the type is not relied on.
    const part = { field: 'file1', file, name: `image.${kind.extension}`, type: kind.mediaType }
    const uid = await submitJob(client, '/process-image', multipart([part], client.boundary()), signal)
    return { uid, startedAt }
  },
  status: each(
    async (ref: ImageRef, context: Context<OpusClient>): Promise<Answer<'mp4', null, OpusSource>> => {
      const result = await askJobResult(ref.uid, context)
      if (result === null) return new JobError('lost', 'Opus no longer knows this job.')
      const [file] = result.standing === 'completed' ? filesOf(result.files, 'mp4') : []
      if (file !== undefined) return toDelivery(ref.uid, 'mp4', file, null)
      const report = toReport(result)
      const isWaiting = report.status === 'running' || report.status === 'queued'
      return isWaiting && isOverdue(result, ref.startedAt, context.client.now()) ? overdue : report
    },
  ),
  download,
})
