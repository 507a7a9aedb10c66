import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scripted, serveLine } from '@onetake/core/testing'
import {
  createEngine,
  createFileArtifacts,
  createFileUploads,
  createHandler,
  toNodeListener,
} from '@onetake/server'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The wire, on loopback, with a line that can be cut. */
    url: string
  }
}

/** A real server for the browser to talk to, with the scripted provider behind it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'onetake-vue-'))
  const stops: (() => Promise<void>)[] = []
  const line = await serveLine((script) => {
    const engine = createEngine({
      providers: [scripted(script)],
      artifacts: createFileArtifacts(folder),
      uploads: createFileUploads(join(folder, 'uploads')),
    })
    stops.push(() => engine.stop())
    const owner = (request: Request) => request.headers.get('x-viewer') ?? 'nobody'
    return toNodeListener(createHandler(engine, { owner }))
  })
  project.provide('url', line.url)
  return async () => {
    for (const stop of stops) await stop()
    await line.close()
    await rm(folder, { recursive: true })
  }
}
