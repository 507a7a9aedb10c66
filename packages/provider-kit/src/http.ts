import { isRefusal, JobError, type JobErrorCode } from '@onetake/core'
import type { Auth, AuthHeaders } from './auth.ts'
import { credentialsRefused } from './auth.ts'
import type { Body } from './body.ts'
import type { Exchange, Outgoing, Reply } from './exchange.ts'
import { wasNeverSent } from './never-sent.ts'
import { retryAfterMs } from './retry-after.ts'
import type { Service } from './service.ts'
import { vendorWords } from './vendor-words.ts'

/** Requests to a service, let in by its auth. Every failure is a JobError; where the caller gave up, its reason is thrown. */
export interface Http {
  /**
   * Ask for JSON. Safe to repeat, and repeated once where a session has ended.
   *
   * @param path - From the service's root, each id in it encoded.
   */
  read(path: string, signal: AbortSignal): Promise<unknown>
  /** Change something that costs nothing and may be changed twice; repeated once where a session has ended. */
  write(path: string, request: WriteRequest, signal: AbortSignal): Promise<unknown>
  /**
   * Send what may cost credits, exactly once.
   *
   * @throws JobError A refusal where the service certainly did not take it; `unconfirmed` where it may have.
   */
  submit(path: string, body: Body, signal: AbortSignal): Promise<unknown>
}

export interface WriteRequest {
  readonly method: 'POST' | 'DELETE'
  /** Made anew for each try, as a stream can be read once only. */
  body?(): Body
}

/** A status below 500 says that the service read the request and did not do it. */
const REFUSED: Readonly<Record<number, JobErrorCode>> = {
  400: 'invalid-input',
  402: 'insufficient-credits',
  404: 'not-found',
  405: 'provider-protocol',
  409: 'conflict',
  413: 'invalid-input',
  415: 'invalid-input',
  422: 'invalid-input',
  429: 'rate-limited',
}

export interface HttpOptions {
  readonly service: Service
  readonly exchange: Exchange
  readonly auth: Auth
  /** ms since the Unix epoch. */
  now(): number
}

export function createHttp({ service, exchange, auth, now }: HttpOptions): Http {
  const { name } = service
  const waitOf = ({ headers }: Reply) => retryAfterMs(headers.get('retry-after'), now())
  const refusal = (reply: Reply): JobError => {
    const words = wordsOf(reply, auth.secrets())
    return new JobError(
      REFUSED[reply.status] ?? 'provider-failed',
      words === '' ? `${name} refused with ${reply.status}.` : `${name} refused: ${words}`,
      { retryAfterMs: waitOf(reply) },
    )
  }

  async function ask(
    path: string,
    { method, body }: Partial<WriteRequest>,
    own: AuthHeaders,
    signal: AbortSignal,
  ): Promise<Reply> {
    const request: Outgoing = {
      ...(method && { method }),
      headers: { accept: 'application/json', ...own },
      ...(body && { body: body() }),
    }
    const reply = await exchange(path, request, signal).catch((cause: unknown) => {
      signal.throwIfAborted()
      throw new JobError('provider-unavailable', `${name} does not answer.`, { cause })
    })
    if (reply.status < 300) auth.worked()
    return reply
  }

  async function repeatable(path: string, request: Partial<WriteRequest>, signal: AbortSignal) {
    const own = await auth.headers(signal)
    const first = await ask(path, request, own, signal)
    const reply = isShutOut(first) ? await ask(path, request, await auth.renew(own, signal), signal) : first
    if (isShutOut(reply)) throw credentialsRefused(service)
    if (reply.status >= 500) {
      const options = { retryAfterMs: waitOf(reply) }
      throw new JobError('provider-unavailable', `${name} answered ${reply.status}.`, options)
    }
    if (isNoAddress(reply)) throw new JobError('provider-protocol', noSuchAddress(name))
    if (reply.status >= 400) throw refusal(reply)
    const json = reply.status < 300 ? toJson(reply) : undefined
    if (json === undefined) throw new JobError('provider-protocol', notJson(name, reply))
    return json
  }

  return {
    read: (path, signal) => repeatable(path, {}, signal),
    write: repeatable,

    async submit(path, body, signal) {
      const notSubmitted = (cause: unknown): never => {
        const refused = refusalWithin(cause)
        if (refused !== null) throw refused
        const message = `${name} could not be reached, so nothing was started. Starting again is safe.`
        throw new JobError('not-submitted', message, { cause })
      }
      const own = await auth.headers(signal).catch(notSubmitted)
      if (signal.aborted) return notSubmitted(signal.reason)
      const request: Outgoing = { method: 'POST', headers: { accept: 'application/json', ...own }, body }
      const reply = await exchange(path, request, signal).catch((cause: unknown) =>
        wasNeverSent(cause) || !body.isSent()
          ? notSubmitted(cause)
          : unconfirmed(`The line broke before ${name} answered`, cause),
      )
      // Both say that the service looked at who is asking and went no further: the work comes after that. So
      // nothing was started, but to start again is the caller's decision, as every start is.
      if (isShutOut(reply)) {
        await auth.renew(own, signal).catch(notSubmitted)
        throw new JobError(
          'not-submitted',
          `The ${name} session had ended. It is open again: start again, safely.`,
        )
      }
      // 408 and 499 come from a proxy that gave up, and do not tell what the service did.
      if (reply.status >= 500 || reply.status === 408 || reply.status === 499) {
        return unconfirmed(`${name} answered ${reply.status}`)
      }
      if (reply.status >= 400) throw refusal(reply)
      const json = reply.status < 300 ? toJson(reply) : undefined
      if (json === undefined) return unconfirmed(`${name} answered something unreadable`)
      auth.worked()
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

/** What a body said when it ended its own request; `fetch` may have put it behind an error of its own. */
function refusalWithin(thrown: unknown): JobError | null {
  if (isRefusal(thrown)) return thrown
  return thrown instanceof Error ? refusalWithin(thrown.cause) : null
}

const isShutOut = ({ status }: Reply): boolean => status === 401 || status === 403

/**
 * Whether a 404 is about the address, not about what was asked for: a page of some proxy, or what FastAPI says
 * where no route fits. No job is gone by it; the configured url is wrong, or the service is not up.
 *
 * @see FastAPI: a path that no route has is answered with `{"detail": "Not Found"}`
 */
function isNoAddress(reply: Reply): boolean {
  if (reply.status !== 404) return false
  const json = toJson(reply)
  return typeof json !== 'object' || json === null || isDetailAlone(json, 'Not Found')
}

const isDetailAlone = (json: object, detail: string): boolean =>
  Object.keys(json).length === 1 && 'detail' in json && json.detail === detail

const noSuchAddress = (name: string): string =>
  `${name} has nothing at this address. Check the url that is configured, and whether the service is up.`

/** Undefined where the body is no JSON: no JSON text parses to that. */
function toJson({ headers, text }: Reply): unknown {
  if (text === null || headers.get('content-type')?.startsWith('text/html') === true) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const notJson = (name: string, { status, text }: Reply): string =>
  text === null
    ? `${name} answered more than 8 MiB, which is no answer of its protocol.`
    : `${name} answered ${status} with something that is not JSON.`

/** Where services say in words what was wrong: `message`, or FastAPI's `error` and `detail`. */
const WORDS = ['message', 'error', 'detail'] as const

/** What the body of a refusal says: a field of its JSON, FastAPI's list of what is wrong, or a plain text. */
function wordsOf(reply: Reply, secrets: readonly string[]): string {
  const json = toJson(reply)
  if (typeof json === 'object' && json !== null) {
    const fields: Readonly<Record<string, unknown>> = { ...json }
    for (const field of WORDS) {
      const words = toWords(fields[field])
      if (words !== '') return vendorWords(words, secrets)
    }
    return ''
  }
  const isPlain = reply.headers.get('content-type')?.startsWith('text/plain') === true
  return isPlain && json === undefined ? vendorWords(reply.text ?? '', secrets) : ''
}

/** @see FastAPI, "Handling Errors": `detail` is a text, or a list of `{ loc, msg }`. */
function toWords(said: unknown): string {
  if (typeof said === 'string') return said
  if (!Array.isArray(said)) return ''
  return said
    .flatMap((problem: unknown) => {
      const { loc, msg } = (problem ?? {}) as { readonly loc?: unknown; readonly msg?: unknown }
      if (typeof msg !== 'string') return []
      return [Array.isArray(loc) ? `${loc.slice(1).join('.')}: ${msg}` : msg]
    })
    .join('; ')
}
