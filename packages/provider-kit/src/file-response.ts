/** A file for whoever reads it. Only what a reader needs: other headers may tell where the file came from. */
export const fileResponse = (response: Response): Response =>
  new Response(response.body, { headers: fileHeaders(response.headers) })

function fileHeaders(from: Headers): Headers {
  const headers = new Headers()
  const type = from.get('content-type')
  const length = from.get('content-length')
  if (type !== null) headers.set('content-type', type)
  // Of what `fetch` has unpacked by itself the length is not known.
  if (length !== null && !from.has('content-encoding')) headers.set('content-length', length)
  return headers
}
