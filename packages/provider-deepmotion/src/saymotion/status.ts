import * as z from 'zod'
import { type Answer, type Context, each, JobError } from '@onetake/core'
import { expectShape, pathOf } from '@onetake/provider-kit'
import type { SayMotionClient } from './client.ts'
import { outcomeOf, type SayMotionData, type SayMotionFormat, type SayMotionSource } from './outcome.ts'
import { toStanding } from './report.ts'
import type { SayMotionRef } from './saymotion-ref.ts'

export type SayMotionAnswer = Answer<SayMotionFormat, SayMotionData, SayMotionSource>

/** Ids in one question. How many are allowed is documented nowhere; this keeps the address below 4 kB. */
const BATCH = 50

const envelope = z.object({ status: z.array(z.unknown()) })
const named = z.object({ rid: z.string() })

/**
 * How jobs stand: one question for fifty of them, motions and renders alike, and one more for the files of
 * each that has finished. The same function for every operation, so that they are asked about together.
 */
export async function status(
  refs: readonly SayMotionRef[],
  context: Context<SayMotionClient>,
): Promise<readonly SayMotionAnswer[]> {
  const answers: SayMotionAnswer[] = []
  let learned = false
  for (let start = 0; start < refs.length; start += BATCH) {
    const batch = refs.slice(start, start + BATCH)
    try {
      answers.push(...(await askAbout(batch, context)))
      context.signal.throwIfAborted()
      learned = true
    } catch (error) {
      context.signal.throwIfAborted()
      if (!learned && start + BATCH >= refs.length) throw error
      answers.push(...batch.map(() => JobError.from(error)))
    }
  }
  return answers
}

async function askAbout(
  refs: readonly SayMotionRef[],
  context: Context<SayMotionClient>,
): Promise<readonly SayMotionAnswer[]> {
  const entries = await askEntries([...new Set(refs.map(({ rid }) => rid))], context)
  return each(async (ref: SayMotionRef, inContext: Context<SayMotionClient>): Promise<SayMotionAnswer> => {
    const entry = entries.get(ref.rid)
    if (entry === undefined) return new JobError('lost', 'SayMotion no longer knows this job.')
    const standing = toStanding(entry)
    return standing.status === 'finished' ? outcomeOf(ref, inContext) : standing
  })(refs, context)
}

/**
 * Whether the files of a job are there.
 *
 * @throws JobError Where that could not be learned now.
 */
export async function isFinished(
  { rid }: SayMotionRef,
  context: Pick<Context<SayMotionClient>, 'client' | 'signal'>,
): Promise<boolean> {
  const entry = (await askEntries([rid], context)).get(rid)
  return entry !== undefined && toStanding(entry).status === 'finished'
}

/** By request id. A job that SayMotion does not know is simply missing; the order means nothing. */
async function askEntries(
  rids: readonly string[],
  { client, signal }: Pick<Context<SayMotionClient>, 'client' | 'signal'>,
): Promise<ReadonlyMap<string, unknown>> {
  const answer = await client.read(pathOf`/job/v1/status/${rids}`, signal)
  const entries = new Map<string, unknown>()
  for (const entry of expectShape(envelope, answer, "SayMotion's status").status) {
    const { data } = named.safeParse(entry)
    if (data !== undefined) entries.set(data.rid, entry)
  }
  return entries
}
