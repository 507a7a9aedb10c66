import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { streamed } from './streamed.ts'

let server: Server
let received: number
let status: number
let url: string
beforeEach(async () => {
  received = 0
  status = 200
  server = createServer((incoming, outgoing) => {
    incoming.on('data', ({ length }: Buffer) => (received += length))
    incoming.on('end', () => outgoing.writeHead(status, { location: '/elsewhere' }).end())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
})

const CHUNK = 1_000_000
const COUNT = 20

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}

test('bytes that were sent are kept by nobody', async () => {
  const sent: WeakRef<Uint8Array>[] = []
  let kept = 0
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (sent.length === COUNT) {
          await vi.waitFor(() => expect(received).toBeGreaterThan(CHUNK * (COUNT - 2)), { interval: 5 })
          collectGarbage()
          kept = sent.filter((chunk) => chunk.deref() !== undefined).length
          return controller.close()
        }
        const chunk = new Uint8Array(CHUNK)
        sent.push(new WeakRef(chunk))
        controller.enqueue(chunk)
      },
    },
    { highWaterMark: 0 },
  )
  expect((await fetch(url, { method: 'POST', ...streamed(body) })).status).toBe(200)
  expect(received).toBe(CHUNK * COUNT)
  expect(kept).toBeLessThan(COUNT / 2)
})

test('a redirect is an error, and gets no byte', async () => {
  status = 307
  const sending = fetch(url, { method: 'POST', ...streamed(new Blob(['abc']).stream()) })
  await expect(sending).rejects.toThrow()
  expect(received).toBe(3)
})
