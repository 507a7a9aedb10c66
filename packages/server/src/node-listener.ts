import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { JobError } from '@onetake/core'
import { problemResponse } from './handler.ts'

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
    incoming.resume()
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
  try {
    await pipeline(Readable.fromWeb(response.body as NodeReadableStream), outgoing)
  } catch {
    // A reader that leaves early is no error of ours. A body that breaks off closes the line (`pipeline` has
    // done so): it must not look like a whole answer.
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

/** A body that can be let go without closing the line, which the answer still needs. */
function toBody(incoming: IncomingMessage): ReadableStream {
  return NodeReadableStream.from(incoming.iterator({ destroyOnReturn: false })) as ReadableStream
}
