import type { InteropObservable } from 'rxjs'
import { JobError } from '../errors.ts'
import type { Upload } from '../upload.ts'
import { interopOf } from './interop.ts'
import { createStore, type Subscribable } from './store.ts'
import type { UploadOptions, UploadProgress } from './upload-file.ts'

interface Shown {
  readonly sentBytes: number
  /** Null before a file was chosen. */
  readonly totalBytes: number | null
  /** Fraction from 0 to 1; null before a file was chosen, and when it could not be brought. */
  readonly progress: number | null
  /** `lost`: nothing gets through just now; it goes on by itself. `idle`: nothing is on its way. */
  readonly connection: UploadProgress['connection'] | 'idle'
}

/** All that a component shows of an upload, at one moment. Immutable; told apart by `status`. */
export type UploadHandleState =
  | (Shown & { readonly status: 'idle' | 'uploading'; readonly upload: null; readonly error: null })
  | (Shown & { readonly status: 'done'; readonly upload: Upload; readonly error: null })
  | (Shown & { readonly status: 'failed'; readonly upload: null; readonly error: JobError })

/** One place in a user interface that takes a file, one at a time. */
export interface UploadHandle extends Subscribable<UploadHandleState>, InteropObservable<UploadHandleState> {
  /**
   * Bring a file to the server. The same file again, while it is on its way, is a double click: the same
   * promise; after a `cancel`, a failure or a reload of the page it goes on where it stopped. Another file takes
   * the place of one that is on its way.
   *
   * @returns The upload, whose `id` a file field of an input names. Rejects with the JobError that the state
   * shows, or with `abandoned`; nobody has to catch it.
   */
  start(file: Blob): Promise<Upload>
  /** Stop sending. What had arrived stays on the server for a while. */
  cancel(): void
  /** Show nothing again. What is on its way is stopped; an upload that is done stays on the server. */
  reset(): void
}

const NOTHING: Shown = { sentBytes: 0, totalBytes: null, progress: null, connection: 'idle' }

/** Nothing chosen yet. Also what a server renders. */
export const IDLE_UPLOAD: UploadHandleState = { ...NOTHING, status: 'idle', upload: null, error: null }

/** An upload goes on when nobody listens. */
export function createUploadHandle(
  upload: (file: Blob, options: UploadOptions) => Promise<Upload>,
): UploadHandle {
  const store = createStore(IDLE_UPLOAD)
  let current: { readonly file: Blob; readonly sent: Promise<Upload>; stop(): void } | null = null

  function leave(): void {
    current?.stop()
    current = null
  }

  async function send(file: Blob, { signal }: AbortController): Promise<Upload> {
    const show = (state: UploadHandleState) => {
      if (!signal.aborted) store.set(state)
    }
    const onProgress = (sent: UploadProgress) =>
      show({ ...sent, progress: fraction(sent), status: 'uploading', upload: null, error: null })
    onProgress({ sentBytes: 0, totalBytes: file.size, connection: 'live' })
    try {
      const done = await upload(file, { signal, onProgress })
      const { bytes } = done
      const sent: Shown = { sentBytes: bytes, totalBytes: bytes, progress: 1, connection: 'idle' }
      show({ ...sent, status: 'done', upload: done, error: null })
      return done
    } catch (thrown) {
      const error = JobError.from(thrown)
      show({ ...NOTHING, status: 'failed', upload: null, error })
      throw error
    } finally {
      if (!signal.aborted) current = null
    }
  }

  const reset = () => {
    leave()
    store.set(IDLE_UPLOAD)
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    start(file) {
      if (current?.file === file) return current.sent
      leave()
      const sending = new AbortController()
      const sent = send(file, sending)
      // The state shows what went wrong, so a promise that nobody waits for is no unhandled rejection.
      sent.catch(() => {})
      current = { file, sent, stop: () => sending.abort() }
      return sent
    },
    cancel() {
      if (current) reset()
    },
    reset,
    ...interopOf(store),
  }
}

const fraction = ({ sentBytes, totalBytes }: UploadProgress) =>
  totalBytes === 0 ? 1 : sentBytes / totalBytes
