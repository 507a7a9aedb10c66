import { Worker } from 'node:worker_threads'
import { JobError, type JobErrorCode } from '@onetake/core'
import type { BundleOptions, BundleTarget, ExportedFile, ExportErrorCode, SourceFile } from '@onetake/export'

/** What is to be packed, and how. */
export interface Order {
  readonly target: BundleTarget
  readonly sources: readonly SourceFile[]
  readonly options: BundleOptions
}

export interface PackedBundle {
  readonly archives: readonly ExportedFile[]
  /** What was found, mended and left out, in words: the `report.txt` of the bundle. */
  readonly report: string
}

/** What the worker says. */
export type Answer = PackedBundle | { readonly code: ExportErrorCode; readonly message: string }

const CODE_OF: Readonly<Record<ExportErrorCode, JobErrorCode>> = {
  'invalid-file': 'invalid-input',
  'invalid-option': 'invalid-input',
  unsupported: 'unsupported',
}

/**
 * Pack in a thread of its own, as large files take seconds in which a server would answer nobody. The bytes of the
 * sources go there, and are gone here.
 *
 * @throws JobError What `bundleFor` says: `invalid-input` for a damaged file, `unsupported` where no file suits the target.
 */
export async function bundleAside(order: Order, signal: AbortSignal): Promise<PackedBundle> {
  signal.throwIfAborted()
  const { sources, options } = order
  const files = options.character ? [...sources, options.character] : sources
  const worker = new Worker(new URL('../worker/bundle.mjs', import.meta.url), {
    workerData: order,
    transferList: files.map(({ bytes }) => bytes.buffer as ArrayBuffer),
  })
  const stop = () => void worker.terminate()
  signal.addEventListener('abort', stop)
  try {
    const answer = await new Promise<Answer>((resolve, reject) => {
      worker.once('message', resolve).once('error', reject)
      worker.once('exit', () => reject(signal.reason ?? new Error('The worker ended without an answer.')))
    })
    if ('archives' in answer) return answer
    throw new JobError(CODE_OF[answer.code], answer.message)
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
  }
}
