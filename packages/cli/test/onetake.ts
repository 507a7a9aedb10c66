import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../bin/onetake.js', import.meta.url))

/** The command as a real process. */
export interface Onetake {
  readonly child: ChildProcess
  /** What it has printed so far. */
  stdout: string
  stderr: string
  /** Resolves when stdout has this in it. */
  printed(text: string): Promise<void>
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>
}

export function onetake(args: readonly string[], env: Record<string, string> = {}): Onetake {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close').then(() => child.exitCode)
  const command: Onetake = {
    child,
    stdout: '',
    stderr: '',
    ended,
    async printed(text) {
      while (!command.stdout.includes(text)) {
        const over = await Promise.race([once(child.stdout, 'data'), ended.then(() => 'over' as const)])
        if (over === 'over' && !command.stdout.includes(text)) {
          throw new Error(`It ended without printing "${text}": ${command.stdout}${command.stderr}`)
        }
      }
    },
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (command.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (command.stderr += text))
  return command
}
