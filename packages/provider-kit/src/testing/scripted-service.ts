import type { ProviderIo } from '@onetake/core'

/** One request as it would have left, with what a test asks about. */
export interface Sent {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  /** Parsed JSON, or the text where it is none; undefined without a body. */
  readonly body: unknown
  /** The body as a form. */
  form(): Promise<FormData>
}

type Reply = Response | Error | Promise<Response> | ((sent: Sent) => Response | Promise<Response>)

/** The network edge: answers by path, and remembers every request. The clock stands until it is moved. */
export interface ScriptedService {
  readonly io: ProviderIo
  readonly sent: Sent[]
  /** Requests whose path begins like this. */
  to(path: string): Sent[]
  /** Answers for paths that begin like this, in turn; the last one stays. The newest script wins. */
  on(path: string, ...replies: Reply[]): void
  /** Move the clock, in ms. */
  pass(ms: number): void
}

/** @param start - What its clock shows, in ms since the Unix epoch. */
export function createScriptedService(start = 1_800_000_000_000): ScriptedService {
  const sent: Sent[] = []
  const scripts = new Map<string, Reply[]>()
  let now = start

  const fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const request = new Request(input, init)
    const bytes = await request.arrayBuffer()
    const text = new TextDecoder().decode(bytes)
    const call: Sent = {
      method: request.method,
      url: new URL(request.url),
      // Not those of the Request, which drops the ones that a browser would not let a page set.
      headers: new Headers(init.headers),
      body: text === '' ? undefined : parsed(text),
      form: () => new Response(bytes, { headers: new Headers(init.headers) }).formData(),
    }
    sent.push(call)
    init.signal?.throwIfAborted()
    const path = call.url.pathname + call.url.search
    const script = [...scripts]
      .toReversed()
      .find(([prefix]) => (prefix.includes('://') ? call.url.href : path).startsWith(prefix))
    const reply = script?.[1].length === 1 ? script[1][0] : script?.[1].shift()
    if (reply === undefined) return json({ message: `nothing scripted for ${path}` }, 404)
    if (reply instanceof Error) throw reply
    return typeof reply === 'function' ? reply(call) : (await reply).clone()
  }

  return {
    io: { fetch, now: () => now, random: () => 0.5 },
    sent,
    to: (path) => sent.filter(({ url }) => (url.pathname + url.search).startsWith(path)),
    on(path, ...replies) {
      scripts.delete(path)
      scripts.set(path, replies)
    },
    pass(ms) {
      now += ms
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })

/** What `fetch` throws, with what undici puts behind it. */
export const networkError = (cause: { code: string; syscall?: string }): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(cause.code), cause) })
