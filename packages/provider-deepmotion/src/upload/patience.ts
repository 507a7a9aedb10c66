import { JobError, type ProviderIo } from '@onetake/core'
import { pause as machinePause, retryAfterMs, type Service } from '@onetake/provider-kit'
import type { StorageReply } from './storage-line.ts'

/** Waits between tries, longer each time, and an end to them. */
export interface Patience {
  /** Something got further: the count of troubles begins anew. */
  begin(): void
  /** @throws JobError `provider-unavailable`, or `rate-limited`, after the last trouble that is borne. */
  afterTrouble(reply: StorageReply): Promise<void>
}

export interface PatienceOptions {
  readonly service: Service
  readonly io: ProviderIo
  readonly signal: AbortSignal
  /** How to wait, in ms; the machine's own timer unless told. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<unknown>
}

/** Troubles in a row, then whoever asked for the upload decides. */
const MAX_TROUBLES = 6
const FIRST_MS = 500
const LONGEST_MS = 16_000

export function createPatience({
  service: { name },
  io,
  signal,
  pause = machinePause,
}: PatienceOptions): Patience {
  let troubles = 0
  return {
    begin() {
      troubles = 0
    },
    async afterTrouble(reply) {
      troubles += 1
      const askedMs = retryAfterMs(reply.headers.get('retry-after'), io.now())
      if (troubles >= MAX_TROUBLES) throw givenUp(name, reply, askedMs)
      // Half of it is left to chance, so that many uploads do not come back in step.
      const ownMs = Math.min(FIRST_MS * 2 ** (troubles - 1), LONGEST_MS) * (0.5 + io.random() / 2)
      await pause(Math.max(ownMs, askedMs ?? 0), signal).catch(() => {})
      signal.throwIfAborted()
    },
  }
}

function givenUp(name: string, reply: StorageReply, retryAfter: number | undefined): JobError {
  const options = { retryAfterMs: retryAfter }
  if (reply.status === 0)
    return new JobError(
      'provider-unavailable',
      `The line to the storage behind ${name} keeps breaking.`,
      options,
    )
  if (reply.status === 429)
    return new JobError('rate-limited', `The storage behind ${name} asks to slow down.`, options)
  return new JobError(
    'provider-unavailable',
    `The storage behind ${name} answers ${reply.status} again and again.`,
    options,
  )
}
