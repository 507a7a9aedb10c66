import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { JobError } from '@onetake/core'
import { createScript, scripted, testWire, type Script } from '@onetake/core/testing'
import { describe, expect, it } from 'vitest'
import { createMemoryArtifacts } from '../test/memory-artifacts.ts'
import { createEngine } from './create-engine.ts'
import { createFileArtifacts } from './file-artifacts.ts'
import { createFileUploads } from './file-uploads.ts'
import { createHandler } from './handler.ts'
import { toNodeListener } from './node-listener.ts'

async function serve(script: Script) {
  const folder = await mkdtemp(join(tmpdir(), 'onetake-'))
  const engine = createEngine({
    providers: [scripted(script)],
    artifacts: createFileArtifacts(folder),
    uploads: createFileUploads(join(folder, 'uploads')),
  })
  const handle = createHandler(engine, { owner: ownerOf })
  const close = async () => {
    engine.stop()
    await rm(folder, { recursive: true })
  }
  return { handle, close }
}

function ownerOf(request: Request): string {
  const viewer = request.headers.get('x-viewer')
  if (viewer === null) throw new JobError('unauthorized', 'Say who you are.')
  return viewer
}

testWire('createHandler', async (script) => {
  const { handle, close } = await serve(script)
  return { url: 'http://onetake.test', fetch: handle, close }
})

testWire('toNodeListener(createHandler)', async (script) => {
  const { handle, close } = await serve(script)
  const server = createServer(toNodeListener(handle))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
      await close()
    },
  }
})

describe('createHandler', () => {
  const handler = (owner: (request: Request) => unknown) => {
    const engine = createEngine({ providers: [scripted(createScript())], artifacts: createMemoryArtifacts() })
    const told: JobError[] = []
    // As an application in plain JavaScript would give it.
    const untyped = owner as (request: Request) => string
    return { handle: createHandler(engine, { owner: untyped, onError: (error) => told.push(error) }), told }
  }
  const ask = (path: string, init?: RequestInit) => new Request(`http://onetake.test${path}`, init)

  it.each([undefined, null, '', 7])('takes an owner of %j for nobody', async (owner) => {
    const { handle } = handler(() => owner)
    const paths = ['/jobs', '/operations', '/jobs/events', '/nothing']
    const statuses = await Promise.all(paths.map(async (path) => (await handle(ask(path))).status))
    expect(statuses).toEqual([401, 401, 401, 401])
  })

  it('tells of what is our own fault, and of nothing else', async () => {
    const { handle, told } = handler((request) => {
      if (request.url.endsWith('/operations')) throw new Error('the session store is down')
      return 'ann'
    })
    for (const path of ['/nothing', '/jobs/a', '/jobs?limit=0', '/jobs/%E0%A4%A']) await handle(ask(path))
    expect(told).toEqual([])
    expect((await handle(ask('/operations'))).status).toBe(500)
    expect(told.map(({ cause }) => cause)).toEqual([new Error('the session store is down')])
  })

  const send = (body: ReadableStream) => {
    const init = { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'application/json' } }
    return ask('/calls/scripted/echo', init)
  }

  it('reads no more of a body than it takes', async () => {
    const { handle } = handler(() => 'ann')
    let pulls = 0
    let isLetGo = false
    const body = new ReadableStream({
      pull(controller) {
        pulls += 1
        controller.enqueue(new Uint8Array(50_000).fill(32))
        if (pulls === 1_000) controller.close()
      },
      cancel: () => void (isLetGo = true),
    })
    expect((await handle(send(body))).status).toBe(400)
    expect(pulls).toBeLessThan(6)
    expect(isLetGo).toBe(true)
  })

  it('takes a body that breaks off for no fault of ours', async () => {
    const { handle, told } = handler(() => 'ann')
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) })
    expect((await handle(send(body))).status).toBe(400)
    expect(told).toEqual([])
  })
})
