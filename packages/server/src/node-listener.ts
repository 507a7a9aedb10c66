import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'

/** Mount a `Request => Response` function in `node:http`, Express or Connect. */
export function toNodeListener(
  handle: (request: Request) => Promise<Response>,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  return (incoming, outgoing) => {
    const closed = new AbortController()
    outgoing.once('close', () => closed.abort())
    void handle(toRequest(incoming, closed.signal)).then((response) => sendResponse(response, outgoing))
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
  } catch (error) {
    // A reader that leaves early is no error of ours; anything else must not look like a whole answer.
    if (!outgoing.destroyed) outgoing.destroy(error as Error)
  }
}

/** A `node:http` request as the web's. `signal` aborts when the other side goes away. */
export function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', url = '/', headers } = incoming
  const hasBody = method !== 'GET' && method !== 'HEAD'
  return new Request(new URL(url, 'http://localhost'), {
    method,
    signal,
    headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
    ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' }),
  })
}
