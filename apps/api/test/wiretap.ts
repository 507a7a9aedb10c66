import { connect, createServer, type AddressInfo } from 'node:net'

/** Stands before a server and keeps every byte that it sends. */
export interface Wiretap {
  readonly url: string
  /** Everything that was sent so far, one character a byte. */
  sent(): string
  close(): Promise<void>
}

export async function wiretap(target: string): Promise<Wiretap> {
  const { hostname, port } = new URL(target)
  const chunks: Buffer[] = []
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    client.pipe(upstream)
    upstream.pipe(client)
    upstream.on('data', (chunk: Buffer) => chunks.push(chunk))
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: () => Buffer.concat(chunks).toString('latin1'),
    close: () => new Promise((closed) => server.close(() => closed())),
  }
}
