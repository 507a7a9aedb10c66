import * as z from 'zod'
import { type Answer, type Context, each, JobError } from '@onetake/core'
import { expectShape, pathOf } from '@onetake/provider-kit'
import type { Animate3DRef } from './animate3d-ref.ts'
import type { Animate3DClient } from './client.ts'
import { type DetectionData, type MotionData, outcomeOf } from './outcome.ts'
import { toStanding } from './report.ts'
import type { Animate3DFormat, Animate3DSource } from './sort-files.ts'

type Lent = Pick<Context<Animate3DClient>, 'client' | 'signal'>
type AnswerOf<Data> = Answer<Animate3DFormat, Data, Animate3DSource>
type StatusOf<Data> = (
  refs: readonly Animate3DRef[],
  context: Context<Animate3DClient>,
) => Promise<readonly AnswerOf<Data>[]>

/** Ids in one question. How many are allowed is documented nowhere; this keeps the address below 4 kB. */
const BATCH = 50

const envelope = z.object({ status: z.array(z.unknown()) })
const named = z.object({ rid: z.string() })

/**
 * How jobs stand: one question for fifty of them, whatever they make, and one more for the files of each that has
 * finished. The same function for every operation, so that they are asked about together.
 */
export async function status(
  refs: readonly Animate3DRef[],
  context: Context<Animate3DClient>,
): Promise<readonly AnswerOf<DetectionData | MotionData>[]> {
  const answers: AnswerOf<DetectionData | MotionData>[] = []
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

/** The one `status`, seen from where motions are made: {@link outcomeOf} tells by the ref what a job makes. */
export const motionStatus = status as StatusOf<MotionData>
/** The one `status`, seen from the detection. */
export const detectionStatus = status as StatusOf<DetectionData>

async function askAbout(
  refs: readonly Animate3DRef[],
  context: Context<Animate3DClient>,
): Promise<readonly AnswerOf<DetectionData | MotionData>[]> {
  const entries = await askEntries([...new Set(refs.map(({ rid }) => rid))], context)
  return each(async (ref: Animate3DRef, inContext: Context<Animate3DClient>) => {
    const entry = entries.get(ref.rid)
    if (entry === undefined) return new JobError('lost', 'Animate 3D no longer knows this job.')
    const standing = toStanding(entry)
    return standing.status === 'finished' ? outcomeOf(ref, inContext) : standing
  })(refs, context)
}

/**
 * Whether a job has succeeded.
 *
 * @throws JobError Where that could not be learned now.
 */
export async function isFinished({ rid }: Animate3DRef, context: Lent): Promise<boolean> {
  const entry = (await askEntries([rid], context)).get(rid)
  return entry !== undefined && toStanding(entry).status === 'finished'
}

/** By request id. A job that Animate 3D does not know is simply missing; the order means nothing. */
async function askEntries(
  rids: readonly string[],
  { client, signal }: Lent,
): Promise<ReadonlyMap<string, unknown>> {
  const answer = await client.read(pathOf`/status/${rids}`, signal)
  const entries = new Map<string, unknown>()
  for (const entry of expectShape(envelope, answer, "Animate 3D's status").status) {
    const { data } = named.safeParse(entry)
    if (data !== undefined) entries.set(data.rid, entry)
  }
  return entries
}
