import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { UploadStore } from '@onetake/core'
import { createScript, scripted } from '@onetake/core/testing'
import { Upload } from 'tus-js-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryArtifacts } from '../test/memory-artifacts.ts'
import { createEngine } from './create-engine.ts'
import { createFileUploads } from './file-uploads.ts'
import { createHandler } from './handler.ts'
import { toNodeListener } from './node-listener.ts'

let folder: string
let uploads: UploadStore
let server: Server
let url: string
const sockets = new Set<Socket>()

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onetake-tus-'))
  uploads = createFileUploads(folder)
  const providers = [scripted(createScript())] as const
  const engine = createEngine({ providers, artifacts: createMemoryArtifacts(), uploads })
  const owner = (request: Request) => request.headers.get('x-viewer') ?? 'ann'
  server = createServer(toNodeListener(createHandler(engine, { owner })))
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/uploads`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
  await rm(folder, { recursive: true })
})

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const CONTENT = Buffer.alloc(8_000_000, 'onetake ')

async function contentOf(id: string): Promise<Uint8Array> {
  const file = await uploads.open(id, 'ann')
  return new Uint8Array(await new Response(file.stream()).arrayBuffer())
}

/** A request that is written by hand, so that it can stop in the middle. */
function beginPatch(id: string, bytes: number): Socket {
  const { port, pathname } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.on('error', () => {})
  socket.write(
    [
      `PATCH ${pathname}/${id} HTTP/1.1`,
      'Host: x',
      'Tus-Resumable: 1.0.0',
      'Upload-Offset: 0',
      'Content-Type: application/offset+octet-stream',
      `Content-Length: ${bytes}`,
      '\r\n',
    ].join('\r\n'),
  )
  return socket
}

const tus = (
  method: string,
  id: string,
  headers: Record<string, string> = {},
  body?: Uint8Array<ArrayBuffer>,
) =>
  fetch(`${url}/${id}`, {
    method,
    headers: { 'tus-resumable': '1.0.0', ...headers },
    ...(body !== undefined && { body }),
  })

describe('tus-js-client', () => {
  it('brings a file here, over a line that is cut twice on the way', async () => {
    let cuts = 0
    const upload = await new Promise<Upload>((done, fail) => {
      const one: Upload = new Upload(CONTENT, {
        endpoint: url,
        chunkSize: 3_000_000,
        metadata: { filename: 'long.mp4', id: 'long' },
        retryDelays: [0, 10, 20, 40, 80],
        onProgress(sent) {
          if (sent < 2_000_000 * (cuts + 1) || cuts === 2) return
          cuts += 1
          for (const socket of sockets) socket.destroy()
        },
        onSuccess: () => done(one),
        onError: fail,
      })
      one.start()
    })
    expect(cuts).toBe(2)
    expect(upload.url).toBe(`${url}/long`)
    expect(sha256(await contentOf('long'))).toBe(sha256(CONTENT))
  })

  it('sends a file with its creation, and takes it back', async () => {
    const upload = await new Promise<Upload>((done, fail) => {
      const one: Upload = new Upload(Buffer.from('abc'), {
        endpoint: url,
        uploadDataDuringCreation: true,
        metadata: { filename: 'a.txt', id: 'a' },
        onSuccess: () => done(one),
        onError: fail,
      })
      one.start()
    })
    expect(Buffer.from(await contentOf('a')).toString()).toBe('abc')
    await upload.abort(true)
    expect(await uploads.get('a', 'ann')).toBeNull()
  })

  it('is told by code why a file is not taken', async () => {
    const refused = new Promise((_, fail) => {
      const metadata = { id: '../a' }
      new Upload(Buffer.from('abc'), { endpoint: url, metadata, retryDelays: null, onError: fail }).start()
    })
    await expect(refused).rejects.toSatisfy((error: { originalResponse: { getBody(): string } }) =>
      error.originalResponse.getBody().includes('"code":"invalid-input"'),
    )
  })
})

describe('an upload whose line is dead', () => {
  const received = async () => (await uploads.get('a', 'ann'))?.receivedBytes

  it('keeps what had arrived', async () => {
    await uploads.create({ id: 'a', owner: 'ann', name: 'a', bytes: 1_000_000 })
    const socket = beginPatch('a', 1_000_000)
    socket.write(Buffer.alloc(400_000, 'x'))
    await vi.waitFor(async () => expect(await received()).toBe(400_000))
    socket.destroy()
    await vi.waitFor(async () => {
      const head = await tus('HEAD', 'a')
      expect(head.headers.get('upload-offset')).toBe('400000')
    })
  })

  it('does not keep its client waiting who comes back on another line', async () => {
    await uploads.create({ id: 'a', owner: 'ann', name: 'a', bytes: 6 })
    const socket = beginPatch('a', 6)
    socket.write('abc')
    await vi.waitFor(async () => expect(await received()).toBe(3))
    const head = await tus('HEAD', 'a')
    expect(head.headers.get('upload-offset')).toBe('3')
    const headers = { 'upload-offset': '3', 'content-type': 'application/offset+octet-stream' }
    expect((await tus('PATCH', 'a', headers, new TextEncoder().encode('def'))).status).toBe(204)
    expect(Buffer.from(await contentOf('a')).toString()).toBe('abcdef')
    socket.destroy()
  })

  it('is ended by nobody but its owner', async () => {
    await uploads.create({ id: 'a', owner: 'ann', name: 'a', bytes: 6 })
    const socket = beginPatch('a', 6)
    socket.write('abc')
    await vi.waitFor(async () => expect(await received()).toBe(3))
    for (const method of ['HEAD', 'DELETE']) {
      expect((await tus(method, 'a', { 'x-viewer': 'eve' })).status).toBe(404)
    }
    socket.write('def')
    await vi.waitFor(async () => expect(await received()).toBe(6))
    socket.destroy()
  })
})
