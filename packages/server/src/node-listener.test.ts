import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { scripted, createScript } from '@onetake/core/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryArtifacts } from '../test/memory-artifacts.ts'
import { createEngine } from './create-engine.ts'
import { createHandler } from './handler.ts'
import { toNodeListener } from './node-listener.ts'

const closing: (() => Promise<unknown>)[] = []
const log = vi.spyOn(console, 'error')
beforeEach(() => void log.mockReset().mockImplementation(() => {}))
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function listen(handle: (request: Request) => Promise<Response>): Promise<number> {
  const server: Server = createServer(toNodeListener(handle))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  closing.push(async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  })
  return (server.address() as AddressInfo).port
}

function serveWire(): Promise<number> {
  const engine = createEngine({ providers: [scripted(createScript())], artifacts: createMemoryArtifacts() })
  closing.push(() => engine.stop())
  return listen(createHandler(engine, { owner: () => 'ann' }))
}

/** A line to the server, and what has come on it. */
function dial(port: number): { socket: Socket; until(text: RegExp): Promise<string> } {
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.on('data', (data) => (received += data))
  closing.push(async () => socket.destroy())
  const until = async (text: RegExp) => {
    await vi.waitFor(() => expect(received).toMatch(text), { timeout: 10_000, interval: 5 })
    return received
  }
  return { socket, until }
}

const ask = (line: string) => `${line} HTTP/1.1\r\nHost: x\r\n\r\n`

describe('a request that is none', () => {
  it.each([
    ['GET //', 404],
    ['GET //[', 404],
    ['GET http://[', 400],
    ['TRACE /jobs', 400],
    ['OPTIONS *', 404],
  ])('%s is answered, and so is the next', async (line, status) => {
    const { socket, until } = dial(await serveWire())
    socket.write(ask(line))
    expect(await until(/\}\r\n0\r\n\r\n$/)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    socket.write(ask('GET /operations'))
    await until(/HTTP\/1.1 200 OK/)
  })
})

describe('a handler', () => {
  it('that rejects is answered as our fault, and says so in the log', async () => {
    const port = await listen(() => Promise.reject(new Error('password of 10.0.0.7')))
    const response = await fetch(`http://127.0.0.1:${port}/`)
    expect([response.status, await response.json()]).toMatchObject([500, { code: 'internal' }])
    expect(log).toHaveBeenCalledOnce()
  })

  it('that throws at once is answered too', async () => {
    const port = await listen(() => {
      throw new Error('at once')
    })
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(500)
  })

  it('whose answer cannot be written loses that line, not the process', async () => {
    // The web takes this character in a header, Node does not.
    const port = await listen(async () => new Response('x', { headers: { 'x-odd': '\u0001' } }))
    const asked = fetch(`http://127.0.0.1:${port}/`).then((response) => response.text())
    await expect(asked).rejects.toThrow()
  })

  it('hears that the other side has gone', async () => {
    const signals: AbortSignal[] = []
    const port = await listen(async ({ signal }) => {
      signals.push(signal)
      return new Response(new ReadableStream())
    })
    const { socket, until } = dial(port)
    socket.write(ask('GET /'))
    await until(/200 OK/)
    expect(signals[0]?.aborted).toBe(false)
    socket.destroy()
    await vi.waitFor(() => expect(signals[0]?.aborted).toBe(true))
  })

  it('whose body breaks off has not answered the whole of it', async () => {
    let pulls = 0
    const port = await listen(async () => {
      const body = new ReadableStream({
        pull(controller) {
          pulls += 1
          if (pulls === 1) controller.enqueue(new TextEncoder().encode('half'))
          else controller.error(new Error('disk'))
        },
      })
      return new Response(body)
    })
    const response = await fetch(`http://127.0.0.1:${port}/`)
    await expect(response.text()).rejects.toThrow()
  })
})

it('HEAD of the event stream ends, and the line is free again', async () => {
  const { socket, until } = dial(await serveWire())
  socket.write(ask('HEAD /jobs/events') + ask('GET /operations'))
  await until(/text\/event-stream[\s\S]*scripted\.make/)
})

it('a body without a size is refused, not kept, and the line is free again', async () => {
  const { socket, until } = dial(await serveWire())
  socket.write(
    'PUT /jobs/a HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
  )
  const part = ' '.repeat(65_536)
  for (let sent = 0; sent < 5_000_000; sent += part.length) {
    const isRoom = socket.write(`${part.length.toString(16)}\r\n${part}\r\n`)
    if (!isRoom) await new Promise((drained) => socket.once('drain', drained))
  }
  socket.write(`0\r\n\r\n${ask('GET /operations')}`)
  const received = await until(/scripted\.make/)
  expect(received).toMatch(/^HTTP\/1.1 400 /)
  expect(received).toContain('larger than 100000 bytes')
})

it('a body that was left half read holds nobody up, and the line is free again', async () => {
  const port = await listen(async ({ body, method }) => {
    await body?.getReader().read()
    return new Response(method)
  })
  const { socket, until } = dial(port)
  socket.write('PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n')
  for (let sent = 0; sent < 5_000_000; sent += 50_000) {
    const isRoom = socket.write(Buffer.alloc(50_000))
    if (!isRoom) await new Promise((drained) => socket.once('drain', drained))
  }
  socket.write(ask('GET /'))
  await until(/PUT[\s\S]*GET/)
})

it('a side that does not read is waited for, and a body of which it goes is let go', async () => {
  let pulls = 0
  const cancel = vi.fn<() => void>()
  const pull = (controller: ReadableStreamDefaultController) => {
    pulls += 1
    controller.enqueue(new Uint8Array(1_000_000))
  }
  const port = await listen(async () => new Response(new ReadableStream({ pull, cancel })))
  const { socket, until } = dial(port)
  socket.write(ask('GET /'))
  await until(/200 OK/)
  socket.pause()
  // What the system takes for a side that does not read ends somewhere.
  await vi.waitFor(
    async () => {
      const before = pulls
      await new Promise((resolve) => setTimeout(resolve, 100))
      expect(pulls).toBe(before)
    },
    { timeout: 10_000 },
  )
  expect(pulls).toBeLessThan(100)
  socket.destroy()
  await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce())
})
