import type { Answer, Context, Ref } from './contract.ts'
import { JobError } from './errors.ts'
import type { Json } from './json.ts'

/** Questions under way at once to a service that answers about one job at a time. */
const AT_ONCE = 4

/**
 * A batched `status` for a service that has none: asks about each job by itself, a few at a time.
 * A question that fails is that job's answer, not everyone's.
 *
 * @example
 * status: each(async (ref, { client }) => toReport(await client.get(`/jobs/${ref}`)))
 */
export function each<Client, R extends Ref, Format extends string, Data, Source extends Json>(
  one: (ref: R, context: Context<Client>) => Promise<Answer<Format, Data, Source>>,
): (refs: readonly R[], context: Context<Client>) => Promise<readonly Answer<Format, Data, Source>[]> {
  return async (refs, context) => {
    const answers: Answer<Format, Data, Source>[] = []
    for (let start = 0; start < refs.length; start += AT_ONCE) {
      const asked = refs.slice(start, start + AT_ONCE).map((ref) => one(ref, context).catch(JobError.from))
      answers.push(...(await Promise.all(asked)))
    }
    return answers
  }
}
