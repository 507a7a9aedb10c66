import { type Answer, type Context, JobError } from '@onetake/core'
import { askEntries, inBatches } from './ask-entries.ts'
import type { SayMotionClient } from './client.ts'
import { outcomesOf, type SayMotionData, type SayMotionFormat, type SayMotionSource } from './outcome.ts'
import { toStanding, type Standing } from './report.ts'
import type { SayMotionRef } from './saymotion-ref.ts'

export type SayMotionAnswer = Answer<SayMotionFormat, SayMotionData, SayMotionSource>

/**
 * How jobs stand: one question for fifty of them, motions and renders alike, and one more for the files of those
 * that have finished. The same function for every operation, so that they are asked about together.
 */
export const status = (
  refs: readonly SayMotionRef[],
  context: Context<SayMotionClient>,
): Promise<readonly SayMotionAnswer[]> =>
  inBatches(refs, context.signal, async (batch) => {
    const entries = await askEntries(
      'job',
      batch.map(({ rid }) => rid),
      context,
    )
    const standings = new Map(batch.map((ref) => [ref, standingOf(entries.get(ref.rid))]))
    const outcomes = await outcomesOf(
      batch.filter((ref) => isDone(standings.get(ref))),
      context,
    )
    return batch.map((ref) => {
      const standing = standings.get(ref)
      const answer = isDone(standing) ? outcomes.get(ref) : standing
      return answer ?? new JobError('internal', 'A job was asked about and not answered.')
    })
  })

/** One odd entry says nothing about the other jobs. */
function standingOf(entry: unknown): Standing | JobError {
  if (entry === undefined) return new JobError('lost', 'SayMotion no longer knows this job.')
  try {
    return toStanding(entry)
  } catch (thrown) {
    return JobError.from(thrown)
  }
}

const isDone = (
  standing: Standing | JobError | undefined,
): standing is Extract<Standing, { status: 'finished' }> =>
  standing !== undefined && !JobError.is(standing) && standing.status === 'finished'

/**
 * Whether the files of a job are there.
 *
 * @throws JobError Where that could not be learned now.
 */
export async function isFinished(
  { rid }: SayMotionRef,
  context: Pick<Context<SayMotionClient>, 'client' | 'signal'>,
): Promise<boolean> {
  const entry = (await askEntries('job', [rid], context)).get(rid)
  return entry !== undefined && toStanding(entry).status === 'finished'
}
