import { Observable } from 'rxjs'
import type { Catalog } from '../contract.ts'
import { JobError } from '../errors.ts'
import type { JobSnapshot } from '../job.ts'
import type { Artifact } from '../output.ts'
import type { Upload } from '../upload.ts'
import type { OperationInfo, StartRequest } from '../wire.ts'
import { createCallHandle, type CallHandle } from './call-handle.ts'
import { createFollow } from './follow.ts'
import { createHttp, isUnanswered, type ClientHeaders, type Fetch } from './http.ts'
import { createJobHandle, type JobHandle, type Verb } from './job-handle.ts'
import { createLine } from './line.ts'
import { retryDelayMs, toTiming, type TimingOptions } from './timing.ts'
import type { UploadOptions } from './upload-file.ts'
import { createUploadHandle, type UploadHandle } from './upload-handle.ts'
import type { UploadStorage } from './upload-memory.ts'

/** A job of one operation of a catalog; of any, told apart by `operation`, when none is named. */
export type JobOf<Jobs extends Catalog, Id extends keyof Jobs & string = keyof Jobs & string> = {
  [Each in Id]: JobSnapshot<Each, Jobs[Each]['output']>
}[Id]

export interface JobsClientOptions {
  /** Where the server answers `/jobs`: `https://api.example.com`, or `/api` on the same origin. */
  readonly url: string
  /** The browser's own unless told. To send cookies to another origin: `(url, init) => fetch(url, { ...init, credentials: 'include' })`. */
  readonly fetch?: Fetch | undefined
  /** Sent with every request; a function is asked before each, as for a token that expires. */
  readonly headers?: ClientHeaders | undefined
  /** Names a new job: 1 to 64 letters, digits, `-` or `_`. */
  readonly newId?: (() => string) | undefined
  readonly timing?: TimingOptions | undefined
  /** Where it is kept which upload a file was being sent as, to go on after a reload; `sessionStorage` unless told. */
  readonly storage?: UploadStorage | undefined
  /** ms since the Unix epoch. */
  readonly now?: (() => number) | undefined
  /** From 0 up to 1; spreads reconnects. */
  readonly random?: (() => number) | undefined
}

/** The onetake server, as seen from a browser. Every failure is a JobError. */
export interface JobsClient<Jobs extends Catalog = Catalog, Calls extends Catalog = Catalog> {
  /**
   * Start a job. The caller names it, so a request without an answer is sent again, and is the same
   * job; with an `id` of your own, you can do so too.
   *
   * @throws JobError `invalid-input` (with `issues`), `id-reused`, `unreachable`, …
   */
  start<Id extends keyof Jobs & string>(
    operation: Id,
    input: Jobs[Id]['input'],
    options?: { readonly id?: string | undefined },
  ): Promise<JobOf<Jobs, Id>>
  /** @throws JobError `not-found`, also for somebody else's job. */
  get(id: string): Promise<JobOf<Jobs>>
  /** Ask the provider to stop. @throws JobError `unsupported`, or `conflict` when it is too late. */
  cancel(id: string): Promise<JobOf<Jobs>>
  /** Submit an `unconfirmed` job again, knowing that it may be charged twice. @throws JobError `conflict` */
  retry(id: string): Promise<JobOf<Jobs>>
  /** Stop following an `unconfirmed` job. @throws JobError `conflict` */
  abandon(id: string): Promise<JobOf<Jobs>>
  /**
   * Now, then every change, then completes. Subscribing starts no work; unsubscribing stops none.
   * Errors only with `not-found` and `unauthorized`; a lost line is found again.
   */
  watch(id: string): Observable<JobOf<Jobs>>
  /** A quick request that is no job, such as `saymotion.characters.list`. */
  call<Id extends keyof Calls & string>(name: Id, input: Calls[Id]['input']): Promise<Calls[Id]['output']>
  /** What can be started, with the JSON Schema of each input. */
  operations(): Promise<readonly OperationInfo[]>
  /** Where to fetch a file of a succeeded job. */
  fileUrl(artifact: Pick<Artifact, 'href'>): string
  /**
   * Bring a file to the server, from where it stopped when it was on its way before. A lost line is waited for.
   *
   * @returns The upload, whose `id` a file field of an input names.
   * @throws JobError `invalid-input` for a file that is too large, `abandoned` when the signal says so, …
   */
  upload(file: Blob, options?: UploadOptions): Promise<Upload>
  /** A place in a user interface that takes a file. */
  uploadHandle(): UploadHandle
  /** A place in a user interface that shows a job. */
  handle<Id extends keyof Jobs & string>(operation: Id): JobHandle<JobOf<Jobs, Id>, Jobs[Id]['input']>
  /** A place in a user interface that shows the answer to a call. */
  callHandle<Id extends keyof Calls & string>(name: Id): CallHandle<Calls[Id]['input'], Calls[Id]['output']>
}

/** How often a start without an answer is sent again. */
const START_RETRIES = 2

/**
 * A client over HTTP. Opens one event stream for all its watchers, when the first one comes.
 *
 * @example
 * const jobs = createJobsClient<AppCatalog>({ url: '/api' })
 * const { id } = await jobs.start('saymotion.text2motion', { prompt: 'a person waves' })
 * jobs.watch(id).subscribe((job) => console.log(job.status))
 */
export function createJobsClient<Jobs extends Catalog, Calls extends Catalog = {}>({
  url,
  fetch = (input, init) => globalThis.fetch(input, init),
  headers = {},
  newId = randomId,
  timing: ownTiming,
  now = Date.now,
  random = Math.random,
  storage,
}: JobsClientOptions): JobsClient<Jobs, Calls> {
  const timing = toTiming(ownTiming)
  const base = url.replace(/\/+$/, '')
  const http = createHttp({ url: base, fetch, headers })
  const { send, json } = http
  const delayMs = (failures: number) => retryDelayMs(timing, failures, random)
  const follow = createFollow({
    delayMs,
    ask: (id, signal) => json('GET', jobPath(id), { signal }),
    line: createLine({
      timing,
      now,
      random,
      open: (signal) => send('GET', '/jobs/events', { signal, accept: 'text/event-stream' }),
    }),
  })

  async function start(operation: string, input: unknown, id: string): Promise<JobSnapshot> {
    for (let failures = 0; ; failures++) {
      try {
        return await json('PUT', jobPath(id), { body: { operation, input } satisfies StartRequest })
      } catch (thrown) {
        const error = JobError.from(thrown)
        if (!isUnanswered(error) || failures === START_RETRIES) throw error
        await new Promise((done) => setTimeout(done, delayMs(failures)))
      }
    }
  }
  const underWay = new Set<string>()
  async function upload(file: Blob, options: UploadOptions = {}): Promise<Upload> {
    const { uploadFile } = await import('./upload-file.ts').catch(notLoaded)
    const { silentAfterMs } = timing
    return uploadFile(
      file,
      { http, url: base, storage, underWay, silentAfterMs, newId, now, delayMs },
      options,
    )
  }
  // A verb has nothing to say, but says it as JSON: a request that no form of another site can send.
  const act = (verb: Verb, id: string) => json<JobSnapshot>('POST', `${jobPath(id)}/${verb}`, { body: {} })
  const call = (name: string, input: unknown) => {
    const [provider = '', ...rest] = name.split('.')
    return json('POST', `/calls/${encodeURIComponent(provider)}/${encodeURIComponent(rest.join('.'))}`, {
      body: input,
    })
  }

  const client: ErasedClient = {
    start: (operation, input, { id = newId() } = {}) => start(operation, input, id),
    get: (id) => json('GET', jobPath(id)),
    cancel: (id) => act('cancel', id),
    retry: (id) => act('retry', id),
    abandon: (id) => act('abandon', id),
    watch: (id) =>
      new Observable((subscriber) =>
        follow(id, null, {
          onJob: (job) => subscriber.next(job),
          onConnection() {},
          onEnd: (error) => (error ? subscriber.error(error) : subscriber.complete()),
        }),
      ),
    call,
    operations: () => json('GET', '/operations'),
    fileUrl: ({ href }) => base + href,
    upload,
    uploadHandle: () => createUploadHandle(upload),
    handle: (operation) => createJobHandle({ newId, now, start, act, follow }, operation),
    callHandle: (name) => createCallHandle((input) => call(name, input)),
  }
  return client as unknown as JobsClient<Jobs, Calls>
}

// In here jobs of many operations live side by side; the catalog types them again for callers.
type ErasedClient = Omit<JobsClient, 'start' | 'handle'> & {
  start(
    operation: string,
    input: unknown,
    options?: { readonly id?: string | undefined },
  ): Promise<JobSnapshot>
  handle(operation: string): JobHandle
}

function notLoaded(cause: unknown): never {
  throw new JobError('unreachable', 'A part of this page is missing. Load the page again.', { cause })
}

const jobPath = (id: string) => `/jobs/${encodeURIComponent(id)}`

/** 128 random bits. Not `randomUUID`, which a page on plain `http:` does not have. */
const randomId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )
