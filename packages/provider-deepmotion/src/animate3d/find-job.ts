import type { Attempt, Context } from '@onetake/core'
import { isAskable } from '@onetake/provider-kit'
import { ALL_STATUSES } from '../status/listed-status.ts'
import { readRef } from './animate3d-ref.ts'
import type { Animate3DClient } from './client.ts'
import { type ListedJob, listJobs } from './list-jobs.ts'
import { jobOf } from './mark.ts'

/**
 * How far our clock may be before that of Animate 3D, in ms. Generously: a job that is overlooked would be told as
 * one that never arrived, and paid for again.
 */
const SKEW_MS = 3_600_000

type Lent = Pick<Context<Animate3DClient>, 'client' | 'signal'>

/**
 * Look for the job of a lost reply among the jobs of the account, by the name of its upload, which carries our job id.
 *
 * @returns Its request id where exactly one job has our name. `absent` where none has, and every job that could be
 * ours has a name that is another's. `unknowable` where several have it, or where one that could be ours has no
 * name, or one in which ours is hidden: then the service writes names down in a way of its own.
 */
export async function findByMark(
  { jobId, submittedAt, claimed }: Omit<Attempt<unknown>, 'input'>,
  context: Lent,
): Promise<string | 'absent' | 'unknowable'> {
  const candidates = await unclaimedSince(submittedAt, claimed, context)
  const [ours, ...others] = candidates.filter(({ fileName }) => jobOf(fileName ?? '') === jobId)
  if (ours) return others.length === 0 && isAskable(ours.rid) ? ours.rid : 'unknowable'
  return candidates.some((job) => isPuzzling(job, jobId)) ? 'unknowable' : 'absent'
}

/** No name, one with ours somewhere in it, or one that began as a name of ours and was cut. */
function isPuzzling({ fileName }: ListedJob, jobId: string): boolean {
  const name = plain(fileName ?? '')
  return (
    name === '' ||
    name.includes(plain(jobId)) ||
    (name.startsWith('onetake') && jobOf(fileName ?? '') === null)
  )
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/** Jobs that could be one that was submitted then: new enough, and not known to be others. */
export async function unclaimedSince(
  submittedAt: number,
  claimed: Attempt<unknown>['claimed'],
  context: Lent,
): Promise<readonly ListedJob[]> {
  const known = new Set(claimed.map((ref) => readRef(ref)?.rid))
  const jobs = await listJobs(ALL_STATUSES, context)
  return jobs.filter(({ rid, ctime }) => !known.has(rid) && (ctime ?? Infinity) >= submittedAt - SKEW_MS)
}
