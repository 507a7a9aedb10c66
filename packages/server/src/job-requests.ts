import { invalidInput, JobError, type StartRequest } from '@onetake/core'

/** A request body larger than this is refused, in bytes. Files travel another way. */
const MOST_BODY_BYTES = 100_000

/** The query of `GET /jobs`. @throws JobError `invalid-input` */
export function toListQuery(query: Readonly<Record<string, unknown>>): { active?: boolean; limit: number } {
  const { active, limit: asked = '50' } = query
  const limit = typeof asked === 'string' ? Number(asked) : Number.NaN
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw invalidInput('limit', 'Must be an integer from 1 to 100.')
  }
  if (active !== undefined && active !== 'true' && active !== 'false') {
    throw invalidInput('active', 'Must be true or false.')
  }
  return { limit, ...(active !== undefined && { active: active === 'true' }) }
}

/** What is asked by `PUT /jobs/:id`. @throws JobError `invalid-input` */
export function toStartRequest(body: unknown): StartRequest {
  const isRequest = typeof body === 'object' && body !== null && 'operation' in body
  if (!isRequest || typeof body.operation !== 'string') {
    throw invalidInput('operation', 'Must be the id of an operation, such as "saymotion.text2motion".')
  }
  return { operation: body.operation, input: 'input' in body ? body.input : undefined }
}

/** What a request says of itself. Null where it does not. */
export interface RequestFacts {
  readonly contentType: string | null
  /** The `sec-fetch-site` that a browser adds by itself. */
  readonly site: string | null
  /** Size of the body: as declared, or as much as has come. */
  readonly bytes: number | null
}

/**
 * Whether a request may change something: small JSON, or a verb without a body that no other site sent.
 *
 * A page of another site can make a viewer's browser send a form, their cookies with it, and nobody is
 * asked. JSON it can send only after the browser has asked the application (CORS preflight), and then
 * the application has decided. A verb needs no body, so there the browser tells where it comes from.
 *
 * @param body - `none` for a verb that takes no body.
 * @throws JobError `invalid-input`
 */
export function assertJsonRequest({ contentType, site, bytes }: RequestFacts, body: 'json' | 'none'): void {
  const isBare = body === 'none' && contentType === null && site !== 'cross-site'
  if (!isBare && !/^application\/json\b/i.test(contentType ?? '')) {
    throw new JobError('invalid-input', 'The request must be JSON, with the content type application/json.')
  }
  if (bytes !== null && bytes > MOST_BODY_BYTES) {
    throw new JobError('invalid-input', `The body is larger than ${MOST_BODY_BYTES} bytes.`)
  }
}

/** What a request of the web says of itself. */
export function factsOf({ headers }: Request): RequestFacts {
  const length = headers.get('content-length')
  return {
    contentType: headers.get('content-type'),
    site: headers.get('sec-fetch-site'),
    bytes: length === null ? null : Number(length),
  }
}

/** The JSON body of a request. No more of it is read than is taken. @throws JobError `invalid-input` */
export async function readJson(request: Request): Promise<unknown> {
  const facts = factsOf(request)
  assertJsonRequest(facts, 'json')
  const chunks = request.body === null ? [] : await readChunks(request.body, facts)
  try {
    return JSON.parse(await new Blob(chunks).text())
  } catch (cause) {
    throw new JobError('invalid-input', 'The body is not valid JSON.', { cause })
  }
}

type Bytes = Uint8Array<ArrayBuffer>

/** Counted as it comes: a chunked body does not say its size beforehand. */
async function readChunks(body: ReadableStream<Bytes>, facts: RequestFacts): Promise<Bytes[]> {
  const chunks: Bytes[] = []
  let bytes = 0
  try {
    // Leaving the loop early cancels the body.
    for await (const chunk of body) {
      chunks.push(chunk)
      bytes += chunk.byteLength
      assertJsonRequest({ ...facts, bytes }, 'json')
    }
  } catch (cause) {
    throw JobError.is(cause) ? cause : new JobError('invalid-input', 'The body broke off.', { cause })
  }
  return chunks
}
