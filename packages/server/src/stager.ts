import {
  JobError,
  type Context,
  type JobRecord,
  type JobStore,
  type Json,
  type SubmitContext,
} from '@onetake/core'
import type { BoundOperation } from './accounts.ts'
import { backoffMs } from './backoff.ts'
import { wait, type Clock } from './clock.ts'
import { withOwnAbort } from './own-abort.ts'

export interface StagerOptions {
  readonly store: JobStore
  readonly clock: Clock
  /** From 0 up to 1. */
  readonly random: () => number
  readonly onTrouble: (account: string, thrown: unknown) => void
}

/** How long input files are tried to be taken to the provider. */
const TRY_FOR_MS = 3_600_000
const FIRST_WAIT_MS = 1_000
/** How often a job is looked at that may have been canceled while its files travel. */
const LOOK_EVERY_MS = 1_000

/** What a submit needs of the files; why they could not be brought; or null: the job waits no longer. */
export type Staging = { readonly value: Json } | { readonly error: JobError } | null

/** Takes the input files of a `pending` job to its provider, again and again where the line is bad. */
export function createStager({ store, clock, random, onTrouble }: StagerOptions) {
  return async function stage(
    { job: { id }, input }: JobRecord,
    { account, operation }: BoundOperation,
    context: Context<unknown>,
  ): Promise<Staging> {
    const isPending = async () => (await store.get(id))?.job.status === 'pending'
    return withOwnAbort(context.signal, async (own) => {
      const { signal } = own
      const over = new AbortController()
      const watching = watchFor(isPending, over.signal).then((gone) => gone && own.abort())
      const startedAt = clock.now()
      try {
        for (let failures = 0; !signal.aborted; failures += 1) {
          const staged = await tryOnce(operation, input, { ...context, signal, jobId: id })
          if (!('error' in staged)) return staged
          if (signal.aborted) return null
          const { error } = staged
          if (!error.retryable || clock.now() - startedAt >= TRY_FOR_MS) return staged
          onTrouble(account.id, error)
          const pauseMs = Math.max(error.retryAfterMs ?? 0, backoffMs(FIRST_WAIT_MS, failures, random))
          await wait(clock, pauseMs, signal)
        }
        return null
      } finally {
        over.abort()
        await watching
      }
    })
  }

  /** @returns Whether the job waits no longer; false once `over` aborts. */
  async function watchFor(isPending: () => Promise<boolean>, over: AbortSignal): Promise<boolean> {
    while (!over.aborted) {
      await wait(clock, LOOK_EVERY_MS, over)
      // A store that is away for a moment says nothing about the job.
      if (!over.aborted && !(await isPending().catch(() => true))) return true
    }
    return false
  }
}

async function tryOnce(
  { stage }: BoundOperation['operation'],
  input: Json,
  context: Omit<SubmitContext<unknown>, 'staged'>,
): Promise<{ readonly value: Json } | { readonly error: JobError }> {
  try {
    return { value: (await stage?.(input, context)) ?? null }
  } catch (thrown) {
    return { error: JobError.from(thrown) }
  }
}
