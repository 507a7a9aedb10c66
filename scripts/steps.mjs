/** Runs commands one after another, each under its name, and stops at the first that fails. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The repository's root folder. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * @param {string} title
 * @param {string} command
 * @param {readonly string[]} args
 */
export function step(title, command, args) {
  console.log(`\n— ${title}`)
  const startedAt = Date.now()
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', FORCE_COLOR: process.stdout.isTTY ? '1' : '0' }
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: 'inherit' })
  if (error) throw error
  if (status !== 0) {
    console.error(`\n${title}: failed (${command} ${args.join(' ')})`)
    process.exit(status ?? 1)
  }
  console.log(`  ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
}

/**
 * A task of every package, two at a time.
 *
 * @param {string} title
 * @param {readonly string[]} args
 */
export const turbo = (title, ...args) =>
  step(title, 'turbo', ['run', ...args, '--concurrency=2', '--output-logs=errors-only'])
