import { controlLine, createScriptedClient } from '@onetake/core/testing'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, inject, it, vi } from 'vitest'
import { hooks } from '../test/mount-job.tsx'

it('draws the same on a server as at first in the browser, asks nothing there, and goes on from it', async () => {
  const url = inject('url')
  const line = controlLine(url)
  const viewer = crypto.randomUUID()
  const client = createScriptedClient(url, viewer)
  await line.say({ status: 'running', progress: 0.25 })
  const { id } = await client.start('scripted.make', { prompt: 'a person waves' })
  function Page() {
    const { status, connection } = hooks.useJob('scripted.make', { id })
    const { data, loading } = hooks.useCall('scripted.echo', { prompt: 'hello' })
    return (
      <p>
        {status} {connection} {String(loading)} {data?.said}
      </p>
    )
  }
  const page = (
    <hooks.JobsProvider client={client}>
      <Page />
    </hooks.JobsProvider>
  )

  const container = document.createElement('div')
  container.innerHTML = renderToString(page)
  expect(container.textContent).toBe('idle idle true ')
  expect(await line.requests(viewer)).toEqual([`PUT /jobs/${id}`])

  const problems: unknown[] = []
  const root = hydrateRoot(container, page, { onRecoverableError: (problem) => problems.push(problem) })
  await vi.waitFor(() => expect(container.textContent).toBe('running live false hello'), { timeout: 10_000 })
  expect(problems).toEqual([])
  root.unmount()
})
