import { once } from 'node:events'
import { createEmulator, serviceNames, type Emulator, type ServiceName } from '@onetake/emulator'
import { Exit, EXIT } from './exit.ts'
import type { Terminal } from './terminal.ts'

export interface EmulateOptions {
  readonly port: number
  readonly speed: number
  readonly seed: number
  /** The one service to serve, at the root. */
  readonly only?: string
}

/** Serve the emulated services until the signal. Stdout carries one line: where they listen. */
export async function emulate(
  { port, speed, seed, only }: EmulateOptions,
  { stdout, stderr, signal }: Terminal,
): Promise<void> {
  const emulator = await createEmulator({
    port,
    speed,
    seed,
    ...(only !== undefined && { only: toServiceName(only) }),
  }).catch((cause: unknown) => {
    const isTaken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE'
    const message = isTaken
      ? `Port ${port} is taken. Choose another with --port, or 0 for any.`
      : String(cause)
    throw new Exit(EXIT.usage, message, { cause })
  })
  stdout.write(`${JSON.stringify({ event: 'listening', urls: emulator.urls })}\n`)
  if (stderr.isTTY) stderr.write(`${signIns(emulator)}Ctrl-C stops.\n`)
  if (!signal.aborted) await once(signal, 'abort')
  await emulator.close()
}

/** @throws Exit For a service that is not emulated. */
function toServiceName(text: string): ServiceName {
  const name = serviceNames.find((known) => known === text)
  if (name) return name
  throw new Exit(EXIT.usage, `There is no service "${text}". It is one of: ${serviceNames.join(', ')}.`)
}

/** How to sign in at each service that asks who is there. */
const signIns = ({ urls, credentials }: Emulator): string =>
  Object.keys(urls)
    .map((name) => [name, Object.entries(credentials[name as ServiceName])] as const)
    .filter(([, pairs]) => pairs.length > 0)
    .map(([name, pairs]) => `${name}: ${pairs.map(([key, value]) => `${key} ${value}`).join(', ')}\n`)
    .join('')
