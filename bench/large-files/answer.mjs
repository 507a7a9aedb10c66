/** The other end of a child: what it was set up with, and how it answers. */
import { readFileSync } from 'node:fs'

/** What `startChild` was given. */
export const setup = JSON.parse(process.env['BENCH'] ?? '{}')

/**
 * @param {unknown} ready Told when the child can be asked.
 * @param {Readonly<Record<string, (argument: any) => unknown>>} verbs
 */
export function answer(ready, verbs = {}) {
  const all = { ...verbs, peakBytes }
  process.on('message', async (/** @type {any} */ { id, verb, argument }) => {
    try {
      process.send?.({ id, result: (await all[verb]?.(argument)) ?? null })
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? error.stack : String(error) })
    }
  })
  process.on('disconnect', () => process.exit())
  process.send?.({ ready })
}

/** @see proc(5): `VmHWM` is the peak of the resident set, in kB */
function peakBytes() {
  const [, kB] = /VmHWM:\s+(\d+)/.exec(statusOfProcess()) ?? []
  return (kB === undefined ? process.resourceUsage().maxRSS : Number(kB)) * 1024
}

function statusOfProcess() {
  try {
    return readFileSync('/proc/self/status', 'utf8')
  } catch {
    return ''
  }
}
