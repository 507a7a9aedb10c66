/**
 * A request body that is sent as it is read, and not kept.
 *
 * Node's `fetch` keeps a second branch of a body for the case of a redirect: of a stream it holds every byte until
 * the request is over, although it could not send it again. By the standard no branch is made where there is no
 * window and a redirect is an error. To whoever sends it is as a line that broke.
 *
 * @see Fetch Standard, "HTTP-network-or-cache fetch", the step that clones the request; nodejs/undici issue 4058
 */
export const streamed = (body: ReadableStream<Uint8Array>): RequestInit =>
  // `duplex` is asked for by Node, and not known to its types.
  ({ body, duplex: 'half', redirect: 'error' }) as RequestInit
