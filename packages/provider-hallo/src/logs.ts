import * as z from 'zod'
import { type Context, callFor, invalidInput, JobError } from '@onetake/core'
import { expectShape, fields, jobId, pathOf, vendorWords } from '@onetake/provider-kit'
import type { HalloClient } from './client.ts'

/** What Hallo wrote down of a job. */
export type HalloLogs = {
  /** Oldest first, the last thousand at most; each without links and paths, and cut where it is very long. */
  readonly lines: readonly string[]
}

/** The end of a log says why something failed; how it began is for whoever runs Hallo. */
const MOST_LINES = 1_000

const input = fields({ job: jobId('a talk job of yours').describe('Id of the talk job.') })
const schema = z.object({ logs: z.string() })

/**
 * What Hallo wrote down of a job; one line that says so where it wrote nothing. A POST that only reads, so it may
 * be repeated.
 *
 * @see API document v1, "Get task logs"
 */
export const logs = callFor<HalloClient>()({
  title: 'Logs of a job',
  input,
  async run({ job }, { client, signal, refOf }): Promise<HalloLogs> {
    const path = pathOf`/api/v1/tasks/${await taskOf(job, refOf)}/logs`
    const answer = await client.write(path, { method: 'POST' }, signal)
    const { logs: text } = expectShape(schema, answer, "Hallo's logs")
    const lines = text.split(/\r?\n/).map((line) => vendorWords(line))
    return { lines: lines.filter((line) => line !== '').slice(-MOST_LINES) }
  },
})

async function taskOf(job: string, refOf: Context<unknown>['refOf']): Promise<string> {
  const ref = await refOf(job).catch((error: unknown) => {
    if (JobError.is(error) && error.code === 'not-found') return null
    throw error
  })
  if (typeof ref === 'string') return ref
  throw invalidInput('job', 'Must be the id of a talk job of yours that Hallo has taken.')
}
