/** Runs every example; one that throws fails the run. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'

const examples = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts'))
for (const example of examples) {
  console.log(`\n${example}`)
  const { status, error } = spawnSync('tsx', [example], { cwd: import.meta.dirname, stdio: 'inherit' })
  // No status and no word of its own: the program could not be started.
  if (error)
    throw new Error(`tsx did not start; run this as "pnpm --filter @onetake/examples examples".`, {
      cause: error,
    })
  if (status !== 0) process.exit(status ?? 1)
}
if (examples.length === 0) throw new Error('There is no example to run.')
