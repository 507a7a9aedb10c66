import { type Answer, type Context, each, JobError } from '@onetake/core'
import { askEntries, inBatches } from './ask-entries.ts'
import type { SayMotionClient } from './client.ts'
import { outcomeOf, type SayMotionData, type SayMotionFormat, type SayMotionSource } from './outcome.ts'
import { toStanding } from './report.ts'
import type { SayMotionRef } from './saymotion-ref.ts'

export type SayMotionAnswer = Answer<SayMotionFormat, SayMotionData, SayMotionSource>

/**
 * How jobs stand: one question for fifty of them, motions and renders alike, and one more for the files of
 * each that has finished. The same function for every operation, so that they are asked about together.
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
    return each(async (ref: SayMotionRef, inContext: Context<SayMotionClient>): Promise<SayMotionAnswer> => {
      const entry = entries.get(ref.rid)
      if (entry === undefined) return new JobError('lost', 'SayMotion no longer knows this job.')
      const standing = toStanding(entry)
      return standing.status === 'finished' ? outcomeOf(ref, inContext) : standing
    })(batch, context)
  })

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
