import * as z from 'zod'
import type { Context } from '@onetake/core'
import { expectShape, pathOf } from '@onetake/provider-kit'
import type { ListedStatus } from '../status/listed-status.ts'
import type { Animate3DClient } from './client.ts'

const text = z.string().nullish().catch(null)
const number = z.number().nullish().catch(null)

const schema = z.object({
  list: z.array(
    z.object({
      rid: z.string(),
      status: text,
      /** What the upload was called. */
      fileName: text,
      fileSize: number,
      /** In seconds. */
      fileDuration: number,
      /** ms since the Unix epoch. */
      ctime: number,
      /** ms since the Unix epoch. */
      mtime: number,
      /** 1 for a job of several persons. */
      mode: number,
      /** Who plays whom, in such a job. */
      models: z.array(z.unknown()).nullish().catch(null),
    }),
  ),
})

export type ListedJob = z.output<typeof schema>['list'][number]

/**
 * The jobs of the account, in no promised order, all at once. Old and failed ones disappear after a time that is
 * documented nowhere.
 *
 * @see Animate 3D REST API README, "API 5: List Jobs"
 */
export async function listJobs(
  statuses: readonly ListedStatus[],
  { client, signal }: Pick<Context<Animate3DClient>, 'client' | 'signal'>,
): Promise<readonly ListedJob[]> {
  const answer = await client.read(pathOf`/list/${statuses}`, signal)
  return expectShape(schema, answer, "Animate 3D's list of jobs").list
}
