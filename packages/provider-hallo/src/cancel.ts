import * as z from 'zod'
import { type Context, isRefusal, JobError } from '@onetake/core'
import { expectShape, pathOf } from '@onetake/provider-kit'
import type { HalloClient } from './client.ts'
import { toReport } from './report.ts'

const schema = z.object({ status: z.string() })

/**
 * Take a task out of the queue. Hallo can stop no task that it works on, and goes on calling one that it took
 * out `pending` for ever: its answer here is the only word that it was.
 *
 * @throws JobError `conflict` where it works on the task already, or has finished; `lost` where it does not know it.
 * @see API document v1, "Cancel task"; which status a refusal has, and that the task stays `pending`:
 * hojkol/emo_hallo 0889dca, observed
 */
export async function cancel(task: string, context: Context<HalloClient>): Promise<'stopped'> {
  if (await isTakenOut(task, context)) return 'stopped'
  // One word for every reason not to. A task that waits, and is not in the queue, was taken out before.
  const report = await standing(task, context)
  if (report.status === 'queued' || report.status === 'canceled') return 'stopped'
  const message =
    report.status === 'running'
      ? 'Hallo works on this job already, and can stop only those that wait: it goes on.'
      : 'Hallo has ended this job already.'
  throw new JobError('conflict', message)
}

/** @returns False where Hallo says that it did not. */
async function isTakenOut(task: string, { client, signal }: Context<HalloClient>): Promise<boolean> {
  const path = pathOf`/api/v1/tasks/${task}`
  const answer = await client.write(path, { method: 'DELETE' }, signal).catch((error: unknown) => {
    if (isRefusal(error) && error.code !== 'rate-limited') return { status: 'error' }
    throw error
  })
  return /^cancell?ed$/i.test(expectShape(schema, answer, "Hallo's answer to a cancel").status)
}

async function standing(task: string, { client, signal }: Context<HalloClient>) {
  const answer = await client.read(pathOf`/api/v1/tasks/${task}`, signal).catch((error: unknown) => {
    if (JobError.is(error) && error.code === 'not-found')
      throw new JobError('lost', 'Hallo no longer knows this job. It may have been restarted.')
    throw error
  })
  return toReport(task, answer)
}
