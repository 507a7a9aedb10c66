import type { IncomingMessage, ServerResponse } from 'node:http'
import { JobError } from '@onetake/core'
import { problemResponse } from './handler.ts'
import { drop, toBody } from './to-body.ts'

/** Mount a `Request => Response` function in `node:http`, Express or Connect. */
export function toNodeListener(
  handle: (request: Request) => Promise<Response>,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  return (incoming, outgoing) => {
    const closed = new AbortController()
    outgoing.once('close', () => closed.abort())
    // Nobody hears of what is thrown in here, and Node ends a process for a rejection that nobody hears of.
    respond(incoming, outgoing, closed.signal).catch((error: unknown) => {
      console.error(error)
      outgoing.destroy()
    })
  }

  async function respond(incoming: IncomingMessage, outgoing: ServerResponse, signal: AbortSignal) {
    await sendResponse(await answer(incoming, signal), outgoing)
    // A body that was refused half read: whoever still sends it would not hear our answer on a closed line.
    drop(incoming)
  }

  async function answer(incoming: IncomingMessage, signal: AbortSignal): Promise<Response> {
    let request: Request
    try {
      request = toRequest(incoming, signal)
    } catch (cause) {
      const message = 'This is no request that the web knows: look at its method and its path.'
      return problemResponse(new JobError('invalid-input', message, { cause }))
    }
    try {
      return await handle(request)
    } catch (thrown) {
      console.error(thrown)
      return problemResponse(JobError.from(thrown))
    }
  }
}

/** Write a Response out through `node:http`. Resolves when it is sent, or the other side has gone. */
export async function sendResponse(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  outgoing.flushHeaders()
  if (response.body === null) {
    outgoing.end()
    return
  }
  await sendBody(response.body, outgoing)
}

async function sendBody(body: ReadableStream<Uint8Array>, outgoing: ServerResponse): Promise<void> {
  const reader = body.getReader()
  let wake = () => {}
  const letGo = () => {
    wake()
    reader.cancel().catch(() => {})
  }
  // A reader that leaves early is no error of ours.
  outgoing.on('error', () => {}).on('drain', () => wake())
  outgoing.once('close', letGo)
  if (outgoing.destroyed) letGo()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (outgoing.destroyed) return
      if (done) break
      if (!outgoing.write(value)) await new Promise<void>((resolve) => (wake = resolve))
    }
    await new Promise<void>((resolve) => outgoing.once('close', resolve).end(resolve))
  } catch {
    // It must not look like a whole answer.
    outgoing.destroy()
  }
}

/** A `node:http` request as the web's. `signal` aborts when the other side goes away. */
export function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', url = '/', headers } = incoming
  const hasBody = method !== 'GET' && method !== 'HEAD'
  // Not by the base of a URL: a path such as `//jobs` would name a host there.
  return new Request(url.startsWith('/') ? `http://localhost${url}` : new URL(url, 'http://localhost'), {
    method,
    signal,
    headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
    ...(hasBody && { body: toBody(incoming), duplex: 'half' }),
  })
}
