import { controlLine, createScriptedClient } from '@onetake/core/testing'
import { expect, inject, it, vi } from 'vitest'
import { createSSRApp, defineComponent, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { hooks } from '../test/mount-job.ts'

it('draws the same on a server as at first in the browser, asks nothing there, and goes on from it', async () => {
  const url = inject('url')
  const line = controlLine(url)
  const viewer = crypto.randomUUID()
  const client = createScriptedClient(url, viewer)
  await line.say({ status: 'running', progress: 0.25 })
  const { id } = await client.start('scripted.make', { prompt: 'a person waves' })
  const Page = defineComponent(() => {
    const { status, connection } = hooks.useJob('scripted.make', { id })
    const { data, loading } = hooks.useCall('scripted.echo', { prompt: 'hello' })
    return () => h('p', `${status.value} ${connection.value} ${loading.value} ${data.value?.said ?? ''}`)
  })
  const page = () => h(hooks.JobsProvider, { client }, { default: () => h(Page) })

  const container = document.createElement('div')
  container.innerHTML = await renderToString(createSSRApp(page))
  expect(container.textContent).toBe('idle idle true ')
  expect(await line.requests(viewer)).toEqual([`PUT /jobs/${id}`])

  const problems = vi.spyOn(console, 'error')
  const warnings = vi.spyOn(console, 'warn')
  const app = createSSRApp(page)
  app.mount(container)
  await vi.waitFor(() => expect(container.textContent).toBe('running live false hello'), { timeout: 10_000 })
  expect([...problems.mock.calls, ...warnings.mock.calls]).toEqual([])
  app.unmount()
})
