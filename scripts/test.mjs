/** `pnpm test`: builds, then runs every test that this machine can run, and says loudly what it cannot. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { missingTools } from './machine.mjs'
import { root, turbo } from './steps.mjs'

const required = process.env.ONETAKE_REQUIRE === 'all'
if (required && missingTools.length > 0) {
  tellMissing()
  console.error('\nONETAKE_REQUIRE=all: what is missing is a failure.')
  process.exit(1)
}

turbo('build', 'build')

console.log('\n— tests')
const folder = mkdtempSync(join(tmpdir(), 'onetake-tests-'))
const report = join(folder, 'report.json')
const { status } = spawnSync(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile=${report}`, ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, CI: 'true' } },
)
tellMissing()
const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'))
rmSync(folder, { recursive: true })
console.log(`\ntests: ${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`)
const isIncomplete = required && numPendingTests > 0
if (isIncomplete) console.error('ONETAKE_REQUIRE=all: a skipped test is a failure.')
process.exitCode = status || isIncomplete || numPassedTests === 0 ? 1 : 0

function tellMissing() {
  for (const { name, usedFor, get } of missingTools) {
    console.warn(`\nSKIPPED, no ${name}: ${usedFor}.\n  To get it: ${get}.`)
  }
}
