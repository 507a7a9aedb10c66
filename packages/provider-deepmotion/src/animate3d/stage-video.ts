import * as z from 'zod'
import type { Context } from '@onetake/core'
import { expectShape } from '@onetake/provider-kit'
import type { Animate3DClient } from './client.ts'
import { extensionOf, markedName } from './mark.ts'

const schema = z.object({ url: z.string() })

type Lent = Pick<Context<Animate3DClient>, 'client' | 'signal' | 'read'>

/**
 * Take an upload to the storage behind Animate 3D, under a name that carries our job id.
 *
 * @returns Its signed address, which is what the service takes for a video. Never sent out.
 * @see Animate 3D REST API README, "API 1: Upload"
 */
export async function stageVideo(uploadId: string, jobId: string, context: Lent): Promise<string> {
  const file = await context.read(uploadId)
  return store(file, markedName(jobId, file), context)
}

/** The same for a video that is only looked at, and belongs to no job. */
export async function stageSample(uploadId: string, context: Lent): Promise<string> {
  const file = await context.read(uploadId)
  return store(file, `sample${extensionOf(file)}`, context)
}

async function store(
  file: Awaited<ReturnType<Lent['read']>>,
  name: string,
  { client, signal }: Lent,
): Promise<string> {
  const query = new URLSearchParams({ name, resumable: '1' })
  const { url } = expectShape(
    schema,
    await client.read(`/upload?${query}`, signal),
    "Animate 3D's address for an upload",
  )
  await client.uploadFile(url, file, signal)
  return url
}
