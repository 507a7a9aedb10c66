import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export interface HttpServer {
  readonly port: number
  /** Stop listening and cut every connection, idle or busy. */
  close(): Promise<void>
}

/** Names of this machine that nobody outside it can reach, and the address each listens on. */
const LOOPBACK: Readonly<Record<string, string>> = {
  localhost: '127.0.0.1',
  '127.0.0.1': '127.0.0.1',
  '::1': '::1',
}

/** @throws RangeError for a host that other machines could reach: the emulator has no real credentials to ask for. */
export function loopbackAddress(host: string): string {
  const address = LOOPBACK[host]
  if (address) return address
  throw new RangeError(
    `The emulator listens on loopback only: host is one of ${Object.keys(LOOPBACK).join(', ')}, not ${JSON.stringify(host)}.`,
  )
}

export async function startServer(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  options: { readonly host: string; readonly port: number },
): Promise<HttpServer> {
  // Making a film can keep this process busy beyond Node's five seconds, and a client would meet a line just closed.
  const server = createServer({ keepAliveTimeout: 60_000 }, handle)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, loopbackAddress(options.host), () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  let closing: Promise<void> | null = null
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close() {
      closing ??= new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      return closing
    },
  }
}
