/** Runs every example; one that throws fails the run. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'

const examples = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts'))
for (const example of examples) {
  console.log(`\n${example}`)
  const { status } = spawnSync('tsx', [example], { cwd: import.meta.dirname, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
if (examples.length === 0) throw new Error('There is no example to run.')
