import type { Attempt, Context } from '@onetake/core'
import { isAskable } from '@onetake/provider-kit'
import { ALL_STATUSES } from '../status/listed-status.ts'
import type { SayMotionClient } from './client.ts'
import { type ListedJob, listJobs, type Processor } from './list-jobs.ts'
import { isSameValue, listedParameters, toPair } from './listed-parameters.ts'
import { isWireKey, type Param } from './params.ts'
import { ridOf } from './saymotion-ref.ts'

/** The clocks of two machines differ; SayMotion's is not ours. In ms. */
const SKEW_MS = 2 * 60_000
/**
 * How far our clock may be before that of SayMotion at the most, in ms. Generously: a job that is overlooked would be
 * told as one that never arrived, and paid for again.
 */
const MOST_SKEW_MS = 3_600_000

/**
 * Look for the job of a lost reply among the jobs of the account. SayMotion keeps no word of ours, so it
 * is told by what it was started with, and when.
 *
 * @returns Its request id where exactly one job fits. `absent` where none does. `unknowable` where several
 * do, where one has further parameters that may be defaults which SayMotion filled in, where SayMotion
 * does not say what a job was started with, or where the one is older than clocks as a rule differ.
 */
export async function findJob(
  processor: Processor,
  params: readonly Param[],
  { submittedAt, claimed }: Omit<Attempt<unknown>, 'input'>,
  context: Pick<Context<SayMotionClient>, 'client' | 'signal'>,
): Promise<string | 'absent' | 'unknowable'> {
  const jobs = await listJobs({ processor, statuses: ALL_STATUSES }, context)
  const candidates = jobs
    .filter((job) => mayBe(job, { submittedAt, claimed }))
    .map((job) => ({
      rid: job.rid,
      isOfThen: isSince(job, submittedAt - SKEW_MS),
      likeness: likenessOf(job, new Map(params.map(toPair))),
    }))
    .filter(({ likeness }) => likeness !== 'different')
  const [first, ...others] = candidates
  if (first === undefined) return 'absent'
  const isCertain = others.length === 0 && first.isOfThen && first.likeness === 'same' && isAskable(first.rid)
  return isCertain ? first.rid : 'unknowable'
}

/** Whether a listed job is of the time of the attempt, and not known to be another. */
export const mayBe = (
  job: ListedJob,
  { submittedAt, claimed }: Pick<Attempt<unknown>, 'submittedAt' | 'claimed'>,
): boolean => isSince(job, submittedAt - MOST_SKEW_MS) && !claimed.some((ref) => ridOf(ref) === job.rid)

const isSince = ({ ctime }: ListedJob, at: number): boolean => (ctime ?? Infinity) >= at

function likenessOf(job: ListedJob, sent: ReadonlyMap<string, string>): 'same' | 'perhaps' | 'different' {
  const listed = listedParameters(job.parameters)
  if (listed === null) return 'perhaps'
  for (const [key, value] of sent) if (!isSameValue(value, listed.get(key))) return 'different'
  // Parameters that we know and did not send: another job's, unless SayMotion writes defaults down.
  return [...listed.keys()].some((key) => isWireKey(key) && !sent.has(key)) ? 'perhaps' : 'same'
}
