import { callFor } from '@onetake/core'
import { fields, oneOf } from '@onetake/provider-kit'
import { statusesOf, type StatusWord, statusWords, wordOf } from '../status/listed-status.ts'
import type { SayMotionClient } from './client.ts'
import { type ListedJob, listJobs } from './list-jobs.ts'
import { listedParameters } from './listed-parameters.ts'

/** A job of the account, whoever started it: people elsewhere, or servers like this one. */
export type AccountJob = {
  /** What kind of job; null where SayMotion does not tell. */
  readonly operation: AccountOperation | null
  /** SayMotion's list does not tell who waits in the queue. Null for a status that it does not document. */
  readonly status: StatusWord | null
  /** How many variants it has; null for a render, and where SayMotion does not tell. */
  readonly variants: number | null
  /** What it has cost; null where SayMotion does not tell. */
  readonly creditsCharged: number | null
  /** ms since the Unix epoch; null where SayMotion does not tell. */
  readonly createdAt: number | null
  /** ms since the Unix epoch; null where SayMotion does not tell. */
  readonly updatedAt: number | null
}

type AccountOperation = 'text2motion' | 'inpaint' | 'merge' | 'loop' | 'refine' | 'rerun' | 'render'

/** Which operation is meant by a parameter that only its jobs have. `t2m_rid` and `prompt` are of several. */
const MARKS: readonly (readonly [parameter: string, operation: AccountOperation])[] = [
  ['inPaintingRequest', 'inpaint'],
  ['mergingRequest', 'merge'],
  ['loopRequest', 'loop'],
  ['refineRequest', 'refine'],
  ['rerunRequest', 'rerun'],
  ['prompt', 'text2motion'],
]

/**
 * The jobs of the account, newest first. What belongs to somebody stays out of it: SayMotion's ids, and what was asked for.
 *
 * @see SayMotion REST API README, "API 4: List Jobs"
 */
export const accountJobs = callFor<SayMotionClient>()({
  title: 'Jobs of the account',
  scope: 'account',
  input: fields({
    statuses: statusWords
      .optional()
      .describe('Only jobs that are running, succeeded or failed. Canceled ones are among the failed.'),
    processor: oneOf(['text2motion', 'render'])
      .optional()
      .describe(
        "Only jobs of one kind: 'text2motion' makes motions, edited ones too, and 'render' makes videos.",
      ),
  }),
  async run({ statuses, processor }, context): Promise<readonly AccountJob[]> {
    const wanted = statuses && statusesOf(statuses)
    const jobs = await listJobs({ processor, statuses: wanted }, context)
    return jobs.map(toAccountJob).toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))
  },
})

const toAccountJob = (job: ListedJob): AccountJob => ({
  operation: operationOf(job),
  status: wordOf(job.status),
  variants: job.variants ? Object.keys(job.variants).length : null,
  creditsCharged: job.chargedAmount ?? null,
  createdAt: job.ctime ?? null,
  updatedAt: job.mtime ?? null,
})

function operationOf({ processor, parameters }: ListedJob): AccountOperation | null {
  if (processor === 'render') return 'render'
  const listed = listedParameters(parameters)
  return MARKS.find(([parameter]) => listed?.has(parameter))?.[1] ?? null
}
