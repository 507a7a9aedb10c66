import * as z from 'zod'
import { type Answer, type Context, JobError, type Json } from '@onetake/core'
import { expectShape, pathOf } from '@onetake/provider-kit'
import type { SayMotionClient } from './client.ts'

/** Ids in one question. How many are allowed is documented nowhere; this keeps the address below 4 kB. */
const BATCH = 50

const envelope = z.object({ status: z.array(z.unknown()) })
const named = z.object({ rid: z.string() })

/**
 * What SayMotion says of each request id. One that it does not know is simply missing; the order means nothing.
 *
 * @param area - Jobs and prompts have ids of their own, which mean nothing to the other.
 * @see SayMotion REST API README, "API 2: Poll for Job Status" and "Prompt API"
 */
export async function askEntries(
  area: 'job' | 'prompt',
  rids: readonly string[],
  { client, signal }: Pick<Context<SayMotionClient>, 'client' | 'signal'>,
): Promise<ReadonlyMap<string, unknown>> {
  const answer = await client.read(pathOf`/${area}/v1/status/${[...new Set(rids)]}`, signal)
  const entries = new Map<string, unknown>()
  for (const entry of expectShape(envelope, answer, "SayMotion's status").status) {
    const { data } = named.safeParse(entry)
    if (data !== undefined) entries.set(data.rid, entry)
  }
  return entries
}

/**
 * Ask about many in as few questions as there may be. A question that fails is the answer of its batch.
 *
 * @throws JobError When nothing could be learned of any.
 */
export async function inBatches<R, Format extends string, Data, Source extends Json>(
  refs: readonly R[],
  signal: AbortSignal,
  ask: (batch: readonly R[]) => Promise<readonly Answer<Format, Data, Source>[]>,
): Promise<readonly Answer<Format, Data, Source>[]> {
  const answers: Answer<Format, Data, Source>[] = []
  let learned = false
  for (let start = 0; start < refs.length; start += BATCH) {
    const batch = refs.slice(start, start + BATCH)
    try {
      answers.push(...(await ask(batch)))
      signal.throwIfAborted()
      learned = true
    } catch (error) {
      signal.throwIfAborted()
      if (!learned && start + BATCH >= refs.length) throw error
      answers.push(...batch.map(() => JobError.from(error)))
    }
  }
  return answers
}
