import { once } from 'node:events'
import { createEmulator } from '@onetake/emulator'
import { Exit, EXIT } from './exit.ts'
import type { Terminal } from './terminal.ts'

export interface EmulateOptions {
  readonly port: number
  readonly speed: number
  readonly seed: number
}

/** Serve the emulated services until the signal. Stdout carries one line: where they listen. */
export async function emulate(
  { port, speed, seed }: EmulateOptions,
  { stdout, stderr, signal }: Terminal,
): Promise<void> {
  const emulator = await createEmulator({ port, speed, seed }).catch((cause: unknown) => {
    const isTaken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE'
    const message = isTaken
      ? `Port ${port} is taken. Choose another with --port, or 0 for any.`
      : String(cause)
    throw new Exit(EXIT.usage, message, { cause })
  })
  stdout.write(`${JSON.stringify({ event: 'listening', urls: emulator.urls })}\n`)
  const { clientId, clientSecret } = emulator.credentials.saymotion
  if (stderr.isTTY) stderr.write(`Sign in with ${clientId} / ${clientSecret}. Ctrl-C stops.\n`)
  if (!signal.aborted) await once(signal, 'abort')
  await emulator.close()
}
