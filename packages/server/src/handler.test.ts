import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { JobError } from '@onetake/core'
import { scripted, testWire, type Script } from '@onetake/core/testing'
import { createEngine } from './create-engine.ts'
import { createFileArtifacts } from './file-artifacts.ts'
import { createHandler } from './handler.ts'
import { toNodeListener } from './node-listener.ts'

async function serve(script: Script) {
  const folder = await mkdtemp(join(tmpdir(), 'onetake-'))
  const engine = createEngine({ providers: [scripted(script)], artifacts: createFileArtifacts(folder) })
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
