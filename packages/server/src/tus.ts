import type { Readable } from 'node:stream'
import { JobError, toProblem, type JobErrorCode, type UploadState, type UploadStore } from '@onetake/core'
import { DataStore, Server, TUS_RESUMABLE, Upload as TusUpload, type Locker } from '@tus/server'
import { toBody } from './to-body.ts'
import { createTusLocker } from './tus-locker.ts'
import type { Viewer } from './viewer.ts'

export interface TusOptions {
  /** Names an upload that its client has not named. */
  readonly newId?: () => string
}

/** Answer a request below `/uploads`. @param id - What follows in the path; empty for `/uploads` itself. */
export type Tus = (request: Request, viewer: Viewer, id: string) => Promise<Response>

/**
 * `/uploads` as tus 1.0.0 says, with creation, creation-with-upload and termination, over a store of ours.
 * Uploads are their owner's alone. Of `Upload-Metadata`, `filename` is the name and `id` names the upload; the
 * answer to a creation tells the id as JSON too. What a file is, its bytes say.
 *
 * Every request but OPTIONS and GET has the header `Tus-Resumable`, which a page of another site can send only
 * after the browser has asked the application (CORS preflight): no form can begin an upload or change one.
 *
 * @returns Errors, too: problem details, with the status that tus names where it names one.
 * @throws JobError `internal`.
 * @see https://tus.io/protocols/resumable-upload, version 1.0.0
 */
export function createTus(uploads: UploadStore, { newId = () => crypto.randomUUID() }: TusOptions = {}): Tus {
  const lockerOf = createTusLocker()

  return async (request, { owner }, id) => {
    let failure: Error | null = null
    try {
      if (request.method === 'GET') return await describe(uploads, id, owner)
      const server = serverFor(request, { uploads, owner, id, newId, locker: lockerOf(owner) }, (error) => {
        // What has a status is the library's own refusal, and was said in the answer.
        if (error instanceof Error && !('status_code' in error)) failure = error
      })
      const response = await server.handleWeb(request)
      if (failure) throw failure
      return response.status < 400 ? answer(response) : await problemOf(response)
    } catch (thrown) {
      const error = JobError.from(thrown)
      if (error.code === 'internal') throw error
      const problem = toProblem(error)
      return problemResponse(problem, problem.status)
    }
  }
}

/** Not of tus: what has become of an upload that is complete. */
async function describe(uploads: UploadStore, uploadId: string, owner: string): Promise<Response> {
  const { id, name, bytes, mediaType } = await uploads.open(uploadId, owner)
  return Response.json({ id, name, bytes, mediaType }, { headers: PLAIN })
}

interface TusRequest {
  readonly uploads: UploadStore
  readonly owner: string
  readonly id: string
  readonly newId: () => string
  readonly locker: Locker
}

/** One for each request, because what it may see depends on who asks. */
function serverFor(
  request: Request,
  { uploads, owner, id, newId, locker }: TusRequest,
  onError: (error: unknown) => void,
): Server {
  return new Server({
    path: '/uploads',
    datastore: storeOf(uploads, owner),
    locker,
    maxSize: uploads.mostBytes,
    // At once: whoever waits for a body to end has its successor already.
    lockDrainTimeout: 1,
    getFileIdFromRequest: () => id,
    namingFunction: (_, metadata) => metadata?.['id'] ?? newId(),
    // Relative to the request, so that it is right behind any prefix.
    generateUrl: (_, { id: named }) =>
      new URL(request.url).pathname.endsWith('/') ? named : `uploads/${named}`,
    onResponseError: (_, error) => void onError(error),
  })
}

/** Our store, as one owner and as tus see it. */
function storeOf(uploads: UploadStore, owner: string): DataStore {
  return Object.assign(new DataStore(), {
    extensions: ['creation', 'creation-with-upload', 'termination'],

    async create(upload: TusUpload) {
      const { id, size = 0, metadata } = upload
      const isNew = await uploads.create({
        id,
        owner,
        name: nameOf(metadata?.['filename'] ?? ''),
        bytes: size,
      })
      if (!isNew) throw new JobError('conflict', `The upload id "${id}" is taken.`)
      return upload
    },

    async write(body: Readable, id: string, offset: number) {
      return (await uploads.append(id, owner, offset, toBody(body))).receivedBytes
    },

    async getUpload(id: string) {
      const { bytes, receivedBytes, name } = await load(id)
      return new TusUpload({ id, size: bytes, offset: receivedBytes, metadata: { filename: name } })
    },

    async remove(id: string) {
      await load(id)
      await uploads.remove(id, owner)
    },
  })

  async function load(id: string): Promise<UploadState> {
    const upload = await uploads.get(id, owner)
    if (!upload) throw new JobError('not-found', `There is no upload "${id}".`)
    return upload
  }
}

/** The last part of what a machine calls a file, whichever way its slashes lean, without what cannot be shown. */
function nameOf(text: string): string {
  const name = (text.split(/[/\\]/).at(-1) ?? '').replace(/\p{Cc}/gu, '')
  return Array.from(name).slice(0, 200).join('') || 'file'
}

const PLAIN = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const

/** Whose pages may read an answer is for the application to say, not for the library. */
function answer({ status, headers: own, body }: Response): Response {
  const headers = new Headers(PLAIN)
  for (const [name, value] of own) if (!name.startsWith('access-control-')) headers.set(name, value)
  const location = headers.get('location')
  if (status !== 201 || location === null) return new Response(body, { status, headers })
  headers.delete('content-length')
  headers.set('content-type', 'application/json')
  return new Response(JSON.stringify({ id: location.replace(/^uploads\//, '') }), { status, headers })
}

/** Our code for a status that tus names. Other 4xx: `invalid-input`. */
const CODE_OF_STATUS: Readonly<Record<number, JobErrorCode>> = {
  404: 'not-found',
  409: 'conflict',
  410: 'not-found',
  501: 'unsupported',
}

/** What the library refuses, it says in plain text. */
async function problemOf(response: Response): Promise<Response> {
  const { status } = response
  const code = CODE_OF_STATUS[status] ?? (status < 500 ? 'invalid-input' : 'internal')
  const error = new JobError(code, (await response.text()).trim())
  if (code === 'internal') throw error
  return problemResponse({ ...toProblem(error), status }, status)
}

function problemResponse(problem: ReturnType<typeof toProblem>, status: number): Response {
  const headers = {
    ...PLAIN,
    'content-type': 'application/problem+json',
    'tus-resumable': TUS_RESUMABLE,
    'tus-version': TUS_RESUMABLE,
  }
  return new Response(JSON.stringify(problem), { status, headers })
}
