/** Runs every measurement, one after another. */
import { readdirSync } from 'node:fs'

const helpers = ['compare.mjs', 'run-all.mjs']
const benches = readdirSync(import.meta.dirname).filter(
  (name) => name.endsWith('.mjs') && !helpers.includes(name),
)
console.log(`node ${process.version}, ${process.platform} ${process.arch}\n`)
for (const bench of benches) await import(`./${bench}`)
