import { controlLine, createScriptedClient } from '@onetake/core/testing'
import { expect, inject, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { hooks } from '../test/mount-job.tsx'

const url = inject('url')

/** Draws what `useCall` returns. The input is a new object at every render. */
async function mountCall(first: string | null) {
  const viewer = crypto.randomUUID()
  const client = createScriptedClient(url, viewer)
  let last: ReturnType<typeof hooks.useCall<'scripted.echo'>>
  function Echo({ prompt }: { prompt: string | null }) {
    last = hooks.useCall('scripted.echo', prompt === null ? null : { prompt })
    return <output>{JSON.stringify(last)}</output>
  }
  const page = (prompt: string | null) => (
    <hooks.JobsProvider client={client}>
      <Echo prompt={prompt} />
    </hooks.JobsProvider>
  )
  const { container, rerender } = await render(page(first))
  return {
    view: () => JSON.parse(container.textContent),
    update: (prompt: string | null) => rerender(page(prompt)),
    reload: () => last.reload(),
    asked: async () => (await controlLine(url).requests(viewer)).length,
  }
}

const shows = (view: () => unknown, expected: object) =>
  vi.waitFor(() => expect(view()).toMatchObject(expected), { timeout: 10_000 })

it('asks once for each value of the input, and again when told to', async () => {
  const { view, update, reload, asked } = await mountCall(null)
  expect(view()).toEqual({ data: null, error: null, loading: false })
  await update('hello')
  await shows(view, { data: { said: 'hello' }, error: null, loading: false })
  await update('hello')
  expect(await asked()).toBe(1)
  await update('goodbye')
  await shows(view, { data: { said: 'goodbye' }, loading: false })
  await reload()
  expect(await asked()).toBe(3)
  await update(null)
  await shows(view, { data: null, loading: false })
})

it('shows why there is no answer', async () => {
  const { view } = await mountCall('')
  await shows(view, { data: null, loading: false, error: { code: 'invalid-input' } })
})
