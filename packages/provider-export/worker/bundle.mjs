/** One bundle, made beside the thread that serves people. Told all by `workerData`; answers one message and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import { bundleFor, ExportError, formatBundleReport } from '@onetake/export'

/** @type {import('../src/bundle-aside.ts').Answer} */
const answer = await make(workerData)
parentPort?.postMessage(
  answer,
  'archives' in answer
    ? [...new Set(answer.archives.map(({ bytes }) => /** @type {ArrayBuffer} */ (bytes.buffer)))]
    : [],
)

/**
 * @param {import('../src/bundle-aside.ts').Order} order
 * @returns {Promise<import('../src/bundle-aside.ts').Answer>}
 */
async function make({ target, sources, options }) {
  try {
    const { archives, report, provenance } = await bundleFor(target, sources, options)
    return { archives, report: formatBundleReport(report, provenance) }
  } catch (thrown) {
    // Of an error, only its message would get through.
    if (ExportError.is(thrown)) return { code: thrown.code, message: thrown.message }
    throw thrown
  }
}
