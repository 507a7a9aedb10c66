import { JobError } from '@onetake/core'
import type { HostileAnswer } from './hostile-answers.ts'

/** Nothing here waits for anything but itself, so this much time means that it never ends. In ms. */
const NEVER = 10_000

/**
 * Run one question for each of the answers: a value or a JobError may come of it, nothing else, and it ends.
 *
 * @param ask - Uses the answer and returns what the provider made of it; may check that, and throw.
 * @returns How often each came: `value`, or the code of the error.
 * @throws Error That names the answer which was not survived.
 */
export async function endure(
  answers: Iterable<HostileAnswer>,
  ask: (answer: HostileAnswer) => Promise<unknown>,
): Promise<Readonly<Record<string, number>>> {
  const outcomes: Record<string, number> = {}
  for (const answer of answers) {
    const outcome = await inTime(ask(answer)).then(
      () => 'value',
      (thrown: unknown) => {
        if (JobError.is(thrown) && thrown.code !== 'internal') return thrown.code
        throw new Error(`Answer ${answer.index} was not survived: ${answer.kind}`, { cause: thrown })
      },
    )
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
  }
  return outcomes
}

async function inTime<Value>(promise: Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error('It does not end.')), NEVER)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
