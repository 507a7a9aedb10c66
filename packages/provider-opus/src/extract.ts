import type * as z from 'zod'
import { type Context, invalidInput, operationFor } from '@onetake/core'
import { fields, jobId, jsonBody, pathOf } from '@onetake/provider-kit'
import type { OpusClient } from './client.ts'
import { download } from './download.ts'
import { extractionStatus } from './extraction-status.ts'
import { askJobResult, type JobResult } from './job-result.ts'
import { filesOf, markOf } from './opus-file.ts'
import { type ExtractionRef, type ImageRef, imageOf } from './opus-ref.ts'
import { POLL_EVERY_MS } from './poll-every.ts'
import { submitJob } from './submit-job.ts'

const input = fields({
  job: jobId('an imageTo3d job that has succeeded').describe(
    'Id of the imageTo3d job whose object is extracted. It must have succeeded.',
  ),
})

interface Extraction<Format> {
  readonly title: string
  readonly format: Format
  /** The last part of its address, as in `extract-glb`. */
  readonly address: 'glb' | 'gaussian'
}

const extraction = <const Format extends 'glb' | 'ply'>({ title, format, address }: Extraction<Format>) =>
  operationFor<OpusClient>()({
    title,
    input,
    produces: [format],
    pollEveryMs: POLL_EVERY_MS,
    async prepare(order: z.output<typeof input>, context) {
      await completed(await imageOf(order.job, context), context)
      return order
    },
    /** No file travels; but what is there before the submit can be asked before it only. */
    async stage({ job }, context) {
      const image = await imageOf(job, context)
      const { files } = await completed(image, context)
      return { imageUid: image.uid, before: filesOf(files, format).map(markOf) }
    },
    async submit(_, { client, signal, staged: { imageUid, before } }): Promise<ExtractionRef> {
      const startedAt = client.now()
      // The uid in the query and an empty object as the body: so the sample does it.
      const path = pathOf`/extract-${address}?job_uid=${imageUid}`
      const uid = await submitJob(client, path, jsonBody({}), signal)
      return { uid, imageUid, before, startedAt }
    },
    status: extractionStatus(format),
    download,
    // One at a time for each image, whatever is extracted.
    exclusive: ({ job }) => `image:${job}`,
  })

/**
 * The finished object as a mesh.
 *
 * @see Opus, "Python Example" README, `extract_glb` and "Important Notes"
 */
export const extractGlb = extraction({ title: 'Extract a mesh', format: 'glb', address: 'glb' })

/**
 * The finished object as a Gaussian splat.
 *
 * @see Opus, "Python Example" README, `extract_gaussian` and "Important Notes"
 */
export const extractGaussian = extraction({
  title: 'Extract a Gaussian splat',
  format: 'ply',
  address: 'gaussian',
})

/**
 * What Opus says of an image that is done.
 *
 * @throws JobError `invalid-input` that names `job` where it is not.
 */
async function completed(
  { uid }: ImageRef,
  context: Pick<Context<OpusClient>, 'client' | 'signal'>,
): Promise<JobResult> {
  const result = await askJobResult(uid, context)
  if (result?.standing === 'completed') return result
  throw invalidInput(
    'job',
    result === null
      ? 'Must be the id of an imageTo3d job that Opus still knows: it no longer knows that one.'
      : 'Must be the id of an imageTo3d job that has succeeded: that one has not.',
  )
}
