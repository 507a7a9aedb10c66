import { isRefusal, JobError, type JobErrorCode } from '@onetake/core'
import type { Exchange, Reply } from './exchange.ts'
import { wasNeverSent } from './never-sent.ts'
import { retryAfterMs } from './retry-after.ts'
import { credentialsRefused, type Session } from './session.ts'
import { vendorWords } from './vendor-words.ts'

/** Requests to the service within a session. Every failure is a JobError; where the caller gave up, its reason is thrown. */
export interface Http {
  /**
   * Ask for JSON. Safe to repeat, and repeated once where the session has ended.
   *
   * @param path - From the service's root, each id in it encoded.
   */
  read(path: string, signal: AbortSignal): Promise<unknown>
  /**
   * Send what may cost credits, exactly once.
   *
   * @throws JobError A refusal where the service certainly did not take it; `unconfirmed` where it may have.
   */
  submit(path: string, body: unknown, signal: AbortSignal): Promise<unknown>
}

/** A status below 500 says that the service read the request and did not do it. */
const REFUSED: Readonly<Record<number, JobErrorCode>> = {
  400: 'invalid-input',
  402: 'insufficient-credits',
  404: 'not-found',
  409: 'conflict',
  413: 'invalid-input',
  422: 'invalid-input',
  429: 'rate-limited',
}

/** @param now - ms since the Unix epoch. */
export function createHttp(exchange: Exchange, session: Session, now: () => number): Http {
  const refusal = (reply: Reply): JobError => {
    const words = wordsOf(reply, session.secrets())
    return new JobError(
      REFUSED[reply.status] ?? 'provider-failed',
      words === '' ? `SayMotion refused with ${reply.status}.` : `SayMotion refused: ${words}`,
      { retryAfterMs: waitOf(reply) },
    )
  }
  const waitOf = ({ headers }: Reply) => retryAfterMs(headers.get('retry-after'), now())

  async function ask(path: string, cookie: string, signal: AbortSignal): Promise<Reply> {
    const headers = { cookie: `dmsess=${cookie}`, accept: 'application/json' }
    const reply = await exchange(path, { headers }, signal).catch((cause: unknown) => {
      signal.throwIfAborted()
      throw new JobError('provider-unavailable', 'SayMotion does not answer.', { cause })
    })
    if (reply.status < 300) session.worked()
    return reply
  }

  return {
    async read(path, signal) {
      const cookie = await session.cookie(signal)
      const first = await ask(path, cookie, signal)
      const reply = isShutOut(first) ? await ask(path, await session.renew(cookie, signal), signal) : first
      if (isShutOut(reply)) throw credentialsRefused()
      if (reply.status >= 500) {
        const options = { retryAfterMs: waitOf(reply) }
        throw new JobError('provider-unavailable', `SayMotion answered ${reply.status}.`, options)
      }
      if (reply.status >= 400) throw refusal(reply)
      const json = reply.status < 300 ? toJson(reply) : undefined
      if (json === undefined) throw new JobError('provider-protocol', notJson(reply))
      return json
    },

    async submit(path, body, signal) {
      const cookie = await session.cookie(signal).catch(notSubmitted)
      const headers = { cookie: `dmsess=${cookie}`, 'content-type': 'application/json' }
      const request = { method: 'POST', headers, body: JSON.stringify(body) } as const
      if (signal.aborted) return notSubmitted(signal.reason)
      const reply = await exchange(path, request, signal).catch((cause: unknown) =>
        wasNeverSent(cause)
          ? notSubmitted(cause)
          : unconfirmed('The line broke before SayMotion answered', cause),
      )
      // Both say that the server looked at who is asking and went no further: the work comes after that. So
      // nothing was started, but to start again is the caller's decision, as every start is.
      if (isShutOut(reply)) {
        await session.renew(cookie, signal).catch(notSubmitted)
        throw new JobError(
          'not-submitted',
          'The SayMotion session had ended. It is open again: start again, safely.',
        )
      }
      // 408 and 499 come from a proxy that gave up, and do not tell what the service did.
      if (reply.status >= 500 || reply.status === 408 || reply.status === 499) {
        return unconfirmed(`SayMotion answered ${reply.status}`)
      }
      if (reply.status >= 400) throw refusal(reply)
      const json = reply.status < 300 ? toJson(reply) : undefined
      if (json === undefined) return unconfirmed('SayMotion answered something unreadable')
      session.worked()
      return json
    },
  }
}

/** For a reply that came, but did not say whether the work was started. */
export function unconfirmed(what: string, cause?: unknown): never {
  throw new JobError(
    'unconfirmed',
    `${what}. The job may have been started, and charged: look for it before starting again.`,
    { cause },
  )
}

function notSubmitted(cause: unknown): never {
  if (isRefusal(cause)) throw cause
  const message = 'SayMotion could not be reached, so nothing was started. Starting again is safe.'
  throw new JobError('not-submitted', message, { cause })
}

const isShutOut = ({ status }: Reply): boolean => status === 401 || status === 403

/** Undefined where the body is no JSON: no JSON text parses to that. */
function toJson({ headers, text }: Reply): unknown {
  if (text === null || headers.get('content-type')?.startsWith('text/html') === true) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const notJson = ({ status, text }: Reply): string =>
  text === null
    ? 'SayMotion answered more than 8 MiB, which is no answer of its protocol.'
    : `SayMotion answered ${status} with something that is not JSON.`

/** The `message` of a JSON body, or a plain text: the official clients have met both. */
function wordsOf(reply: Reply, secrets: readonly string[]): string {
  const json = toJson(reply)
  if (typeof json === 'object' && json !== null && 'message' in json && typeof json.message === 'string') {
    return vendorWords(json.message, secrets)
  }
  const isPlain = reply.headers.get('content-type')?.startsWith('text/plain') === true
  return isPlain && json === undefined ? vendorWords(reply.text ?? '', secrets) : ''
}
