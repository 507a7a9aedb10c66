import { controlLine, createScriptedClient } from '@onetake/core/testing'
import { expect, inject, it, vi } from 'vitest'
import { render } from 'vitest-browser-vue'
import { defineComponent, h, shallowRef } from 'vue'
import { hooks } from '../test/mount-job.ts'

const url = inject('url')

/** Draws what `useCall` returns. The input is a new object at every change. */
async function mountCall(first: string | null) {
  const viewer = crypto.randomUUID()
  const client = createScriptedClient(url, viewer)
  const prompt = shallowRef({ text: first })
  let last: ReturnType<typeof hooks.useCall<'scripted.echo'>>
  const Echo = defineComponent(() => {
    last = hooks.useCall('scripted.echo', () =>
      prompt.value.text === null ? null : { prompt: prompt.value.text },
    )
    const { data, error, loading } = last
    return () => h('output', JSON.stringify({ data: data.value, error: error.value, loading: loading.value }))
  })
  const page = defineComponent(() => () => h(hooks.JobsProvider, { client }, { default: () => h(Echo) }))
  const { container } = await render(page)
  return {
    view: () => JSON.parse(container.textContent),
    update: (text: string | null) => void (prompt.value = { text }),
    reload: () => last.reload(),
    asked: async () => (await controlLine(url).requests(viewer)).length,
  }
}

const shows = (view: () => unknown, expected: object) =>
  vi.waitFor(() => expect(view()).toMatchObject(expected), { timeout: 10_000 })

it('asks once for each value of the input, and again when told to', async () => {
  const { view, update, reload, asked } = await mountCall(null)
  expect(view()).toEqual({ data: null, error: null, loading: false })
  update('hello')
  await shows(view, { data: { said: 'hello' }, error: null, loading: false })
  update('hello')
  expect(await asked()).toBe(1)
  update('goodbye')
  await shows(view, { data: { said: 'goodbye' }, loading: false })
  await reload()
  expect(await asked()).toBe(3)
  update(null)
  await shows(view, { data: null, loading: false })
})

it('shows why there is no answer', async () => {
  const { view } = await mountCall('')
  await shows(view, { data: null, loading: false, error: { code: 'invalid-input' } })
})
