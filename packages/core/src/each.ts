import type { Answer, Context, Ref } from './contract.ts'
import { JobError } from './errors.ts'
import type { Json } from './json.ts'

/** Questions under way at once to a service that answers about one job at a time. */
const AT_ONCE = 4

interface EachOptions {
  /** The longest that one question may take, in ms; then it is given up, and the next is asked. 20000 unless told. */
  readonly withinMs?: number | undefined
  /**
   * After so long no further question is asked, in ms: whoever waits for all of them gives up in the end, and would
   * not hear of those that were answered. With `withinMs`, less than the minute that the server waits. 35000 unless told.
   */
  readonly allWithinMs?: number | undefined
}

/**
 * A batched `status` for a service that has none: asks about each job by itself, a few at a time.
 * A question that fails, or takes too long, is that job's answer, not everyone's.
 *
 * @param one - Its `signal` aborts when the question took too long, or when nobody waits any more.
 * @example
 * status: each(async (ref, { client, signal }) => toReport(await client.get(`/jobs/${ref}`, signal)))
 */
export function each<Client, R extends Ref, Format extends string, Data, Source extends Json>(
  one: (ref: R, context: Context<Client>) => Promise<Answer<Format, Data, Source>>,
  { withinMs = 20_000, allWithinMs = 35_000 }: EachOptions = {},
): (refs: readonly R[], context: Context<Client>) => Promise<readonly Answer<Format, Data, Source>[]> {
  return async (refs, context) => {
    const answers: Answer<Format, Data, Source>[] = []
    const waiting = refs.entries()
    let isLate = false
    const timer = setTimeout(() => (isLate = true), allWithinMs)
    // All of them take from the same list, so a slow question holds up nobody but itself.
    async function askInTurn(): Promise<void> {
      for (const [index, ref] of waiting) {
        context.signal.throwIfAborted()
        if (isLate) {
          answers[index] = new JobError(
            'provider-unavailable',
            'The provider is too slow to be asked about all jobs.',
          )
          continue
        }
        const asked = inTime(withinMs, context.signal, (signal) => one(ref, { ...context, signal }))
        answers[index] = await asked.catch(JobError.from)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, askInTurn)).finally(() => clearTimeout(timer))
    context.signal.throwIfAborted()
    return answers
  }
}

/** What `ask` answers; fails once `withinMs` have passed or `outer` aborts, even if `ask` takes no notice. */
async function inTime<Result>(
  withinMs: number,
  outer: AbortSignal,
  ask: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = new AbortController()
  const signal = AbortSignal.any([outer, limit.signal])
  const calledOff = new Promise<never>((_, fail) => {
    signal.addEventListener('abort', () => fail(signal.reason), { once: true })
  })
  // The machine's own timer: a context has no clock, and this one bounds only how long a broken question lasts.
  const timer = setTimeout(() => limit.abort(tooLong(withinMs)), withinMs)
  // `async`, so that somebody listens to `calledOff` even when `ask` throws before there is a promise.
  const answer = (async () => ask(signal))()
  try {
    return await Promise.race([answer, calledOff])
  } finally {
    clearTimeout(timer)
  }
}

const tooLong = (withinMs: number) =>
  new JobError('provider-unavailable', `The provider did not answer within ${withinMs / 1000} s.`)
