import * as z from 'zod'
import { callFor } from '@onetake/core'
import { fields, oneOf } from '@onetake/provider-kit'
import type { SayMotionClient } from './client.ts'
import { type ListedJob, listJobs, type ListStatus } from './list-jobs.ts'
import { listedParameters } from './listed-parameters.ts'
import { toStanding } from './report.ts'

/** A job of the account, whoever started it: people elsewhere, or servers like this one. */
export type AccountJob = {
  /** What kind of job; null where SayMotion does not tell. */
  readonly operation: AccountOperation | null
  /** SayMotion's list does not tell waiting from working: `running` is both, `queued` is what it has yet to look at. */
  readonly status: 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled'
  /** How many variants it has; null for a render, and where SayMotion does not tell. */
  readonly variants: number | null
  /** What it has cost; null where SayMotion does not tell. */
  readonly creditsCharged: number | null
  /** ms since the Unix epoch; null where SayMotion does not tell. */
  readonly createdAt: number | null
  /** ms since the Unix epoch; null where SayMotion does not tell. */
  readonly changedAt: number | null
}

type AccountOperation = 'text2motion' | 'inpaint' | 'merge' | 'loop' | 'refine' | 'rerun' | 'render'

/** In SayMotion's list, by our word for it. */
const STATUSES: Readonly<Record<'queued' | 'running' | 'succeeded' | 'failed', readonly ListStatus[]>> = {
  queued: ['STARTING'],
  running: ['PROGRESS', 'RETRY'],
  succeeded: ['SUCCESS'],
  failed: ['FAILURE'],
}

/** Which operation is meant by a parameter that only its jobs have. `t2m_rid` and `prompt` are of several. */
const MARKS: readonly (readonly [parameter: string, operation: AccountOperation])[] = [
  ['inPaintingRequest', 'inpaint'],
  ['mergingRequest', 'merge'],
  ['loopRequest', 'loop'],
  ['refineRequest', 'refine'],
  ['rerunRequest', 'rerun'],
  ['prompt', 'text2motion'],
]

const STATUS_LIST = 'Must be a list of statuses.'

/**
 * The jobs of the account. What belongs to somebody stays out of it: SayMotion's ids, and what was asked for.
 *
 * @see SayMotion REST API README, "API 4: List Jobs"
 */
export const accountJobs = callFor<SayMotionClient>()({
  title: 'Jobs of the account',
  input: fields({
    statuses: z
      .array(oneOf(['queued', 'running', 'succeeded', 'failed']), STATUS_LIST)
      .min(1, STATUS_LIST)
      .optional()
      .describe('Only jobs of these statuses. Canceled jobs are among the failed.'),
    processor: oneOf(['text2motion', 'render'])
      .optional()
      .describe(
        "Only jobs of one kind: 'text2motion' makes motions, edited ones too, and 'render' makes videos.",
      ),
  }),
  async run({ statuses, processor }, context): Promise<readonly AccountJob[]> {
    const wanted = statuses && [...new Set(statuses)].flatMap((status) => STATUSES[status])
    const jobs = await listJobs({ processor, statuses: wanted }, context)
    return jobs.map(toAccountJob)
  },
})

function toAccountJob(job: ListedJob): AccountJob {
  // A status that SayMotion does not document is no status of ours, and `toStanding` says so.
  const { status } = toStanding(job)
  return {
    operation: operationOf(job),
    status: status === 'finished' ? 'succeeded' : status,
    variants: job.variants ? Object.keys(job.variants).length : null,
    creditsCharged: job.chargedAmount ?? null,
    createdAt: job.ctime ?? null,
    changedAt: job.mtime ?? null,
  }
}

function operationOf({ processor, parameters }: ListedJob): AccountOperation | null {
  if (processor === 'render') return 'render'
  const listed = listedParameters(parameters)
  return MARKS.find(([parameter]) => listed?.has(parameter))?.[1] ?? null
}
