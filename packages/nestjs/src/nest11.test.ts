import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { JobOutput, JobSnapshot } from '@onetake/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nest11Workspace } from '../test/nest11/workspace.ts'

describe('in a Nest 11 application', () => {
  let workspace: Awaited<ReturnType<typeof nest11Workspace>>
  beforeAll(async () => {
    workspace = await nest11Workspace()
  })
  afterAll(() => workspace.remove())

  it.each([
    ['imported', 'app.mjs'],
    ['required', 'app.cjs'],
  ])('%s, the module serves a job from its name to its file, and goes at SIGTERM', async (_, main) => {
    const app = spawn(process.execPath, [main], {
      cwd: workspace.folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(app, 'exit')
    try {
      const line = await Promise.race([once(createInterface(app.stdout), 'line'), ended])
      const { version, url } = JSON.parse(String(line[0])) as { version: string; url: string }
      expect(version).toMatch(/^11\./)

      const events = await fetch(`${url}/jobs/events`)
      const received = events.text()
      const body = JSON.stringify({ operation: 'quick.make', input: { prompt: 'a chair' } })
      const headers = { 'content-type': 'application/json' }
      expect((await fetch(`${url}/jobs/a`, { method: 'PUT', body, headers })).status).toBe(200)
      const [artifact] = (await succeeded(`${url}/jobs/a`)).artifacts
      expect(await (await fetch(url + artifact?.href)).text()).toBe('glTF quick')

      app.kill('SIGTERM')
      expect(await received).toContain('"status":"succeeded"')
      await ended
      expect(app.exitCode ?? app.signalCode).toBe('SIGTERM')
    } finally {
      app.kill('SIGKILL')
    }
  })
})

async function succeeded(url: string): Promise<JobOutput> {
  for (;;) {
    const job = (await (await fetch(url)).json()) as JobSnapshot
    if (job.status === 'succeeded') return job.output as JobOutput
    if (job.status === 'failed') throw new Error(job.error.message)
    await new Promise((next) => setTimeout(next, 5))
  }
}
