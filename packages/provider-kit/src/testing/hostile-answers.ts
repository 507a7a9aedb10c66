import { hostileBody } from './hostile-body.ts'
import { mutate } from './mutate.ts'
import { createRandom, type Random } from './random.ts'

/** One answer that no protocol allows, or hardly. */
export interface HostileAnswer {
  /** What was done to the valid answer, for the message of a test that fails. */
  readonly kind: string
  /** Which one of its seed it is, from 0. */
  readonly index: number
  /** The answer itself, as often as it is asked for. */
  reply(): Response
}

interface HostileOptions {
  /** The same seed gives the same answers. */
  readonly seed: number
  readonly count: number
}

/**
 * What a service that has gone bad may say in place of `valid`: other types, missing and odd fields, swapped
 * values, numbers out of every range, cut JSON, HTML, odd statuses and headers, bodies that break off or never end.
 * Some of them happen to be good answers.
 *
 * @param valid - A text stands for itself, anything else for its JSON.
 */
export function* hostileAnswers(
  valid: unknown,
  { seed, count }: HostileOptions,
): Generator<HostileAnswer, void> {
  const random = createRandom(seed)
  for (let index = 0; index < count; index += 1) {
    yield { ...(random.chance(0.7) ? misshapen(valid, random) : hostileBody(textOf(valid), random)), index }
  }
}

/** Good JSON with good manners, and something else in it than there should be. */
function misshapen(valid: unknown, random: Random): Omit<HostileAnswer, 'index'> {
  if (typeof valid === 'string') return hostileBody(valid, random)
  const { kind, text } = mutate(valid, random)
  return { kind, reply: () => new Response(text, { headers: { 'content-type': 'application/json' } }) }
}

const textOf = (valid: unknown): string => (typeof valid === 'string' ? valid : JSON.stringify(valid))
