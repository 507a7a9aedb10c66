/** A process of its own for what is measured. */
import { fork } from 'node:child_process'
import { once } from 'node:events'

/** How every one of them is started: as `packages/server/README.md` recommends for large files, unless told otherwise. */
const OPTIONS = process.env['ONETAKE_BENCH_NODE'] ?? '--initial-old-space-size=64 --max-semi-space-size=4'

/**
 * @typedef {object} Child
 * @property {(verb: string, argument?: unknown) => Promise<any>} ask
 * @property {() => Promise<number>} peakBytes The most memory that was resident at once, since its start.
 * @property {() => Promise<void>} stop
 */

/**
 * Start one of the files of this folder, with nothing but what it imports.
 *
 * @param {string} name
 * @param {unknown} [setup]
 * @returns {Promise<Child & { readonly ready: any }>}
 */
export async function startChild(name, setup = {}) {
  const child = fork(new URL(`${name}.mjs`, import.meta.url), {
    execArgv: OPTIONS.split(' ').filter(Boolean),
    env: { ...process.env, BENCH: JSON.stringify(setup) },
  })
  /** @type {Map<number, { resolve(result: any): void, reject(error: Error): void }>} */
  const waiting = new Map()
  let count = 0
  child.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error(`${name} ended.`))
  })
  const ready = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}.`)))
    child.on('message', (/** @type {any} */ { id, ready: state, result, error }) => {
      if (id === undefined) return resolve(state)
      const asked = waiting.get(id)
      waiting.delete(id)
      if (error === undefined) asked?.resolve(result)
      else asked?.reject(new Error(`${name}: ${error}`))
    })
  })
  const ask = (/** @type {string} */ verb, /** @type {unknown} */ argument) =>
    new Promise((resolve, reject) => {
      waiting.set(++count, { resolve, reject })
      child.send({ id: count, verb, argument })
    })
  return {
    ready,
    ask,
    peakBytes: () => ask('peakBytes'),
    async stop() {
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}
