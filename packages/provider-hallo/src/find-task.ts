import * as z from 'zod'
import type { Attempt, Context } from '@onetake/core'
import { isAskable } from '@onetake/provider-kit'
import type { HalloClient } from './client.ts'
import { listTasks } from './list-tasks.ts'

/** The clocks of two machines differ. In ms. */
const SKEW_MS = 2 * 60_000
/** How long after a submit its task may have been made: a large file on a slow line takes its time. In ms. */
const ARRIVES_WITHIN_MS = 10 * 60_000

const schema = z.object({ created_at: z.iso.datetime({ offset: true, local: true }) })

/**
 * Look for the task of a lost reply in the list. Hallo keeps no word of ours and does not say what a task was made
 * of, so it is told by when it was made, and by being nobody's.
 *
 * @returns `absent` where none fits. `unknowable` where several do, where Hallo does not say when one was made, or
 * where another submit may have made it: the video would be shown to somebody else.
 */
export async function findTask(
  { submittedAt, claimed, others = [] }: Pick<Attempt<unknown>, 'submittedAt' | 'claimed' | 'others'>,
  context: Pick<Context<HalloClient>, 'client' | 'signal'>,
): Promise<string | 'absent' | 'unknowable'> {
  const isClaimed = new Set<unknown>(claimed)
  const candidates: { readonly id: string; readonly isCertain: boolean }[] = []
  for (const [id, task] of await listTasks(context)) {
    if (isClaimed.has(id)) continue
    const createdAt = toInstant(schema.safeParse(task).data?.created_at)
    if (createdAt !== null && !isInTime(createdAt, submittedAt)) continue
    const isOurs = createdAt !== null && !others.some((other) => isInTime(createdAt, other))
    candidates.push({ id, isCertain: isOurs && isAskable(id) })
  }
  const [first, ...more] = candidates
  if (first === undefined) return 'absent'
  return more.length === 0 && first.isCertain ? first.id : 'unknowable'
}

/** Whether a task that was made then may be of a submit that left at `submittedAt`. */
const isInTime = (createdAt: number, submittedAt: number): boolean =>
  createdAt >= submittedAt - SKEW_MS && createdAt <= submittedAt + ARRIVES_WITHIN_MS

/** Without a zone it is UTC, as everywhere in the source. */
function toInstant(text: string | undefined): number | null {
  if (text === undefined) return null
  return Date.parse(/(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`)
}
