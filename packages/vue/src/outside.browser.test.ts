import { controlLine, createScriptedClient } from '@onetake/core/testing'
import { expect, inject, it, vi } from 'vitest'
import { createApp, effectScope } from 'vue'
import { hooks } from '../test/mount-job.ts'

it('follows outside of a component too, until its scope ends', async () => {
  const url = inject('url')
  const line = controlLine(url)
  const client = createScriptedClient(url, crypto.randomUUID())
  await line.say({ status: 'running', progress: 0.25 })
  const { id } = await client.start('scripted.make', { prompt: 'a person waves' })
  const app = createApp({ render: () => null })
  hooks.provideJobs(client, app)
  const scope = effectScope()
  const job = app.runWithContext(() => scope.run(() => hooks.useJob('scripted.make', { id })))
  if (!job) throw new Error('The scope is over.')
  await vi.waitFor(() => expect(job.status.value).toBe('running'), { timeout: 10_000 })
  await vi.waitFor(() => expect(job.connection.value).toBe('live'), { timeout: 10_000 })
  scope.stop()
  await line.say({ status: 'running', progress: 0.9 })
  await vi.waitFor(async () => expect(await client.get(id)).toMatchObject({ progress: 0.9 }), {
    timeout: 10_000,
  })
  expect(job.progress.value).toBe(0.25)
})
