import { createScriptedClient } from '@onetake/core/testing'
import { expect, inject, it } from 'vitest'
import { createSSRApp, defineComponent, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { hooks } from '../test/mount-job.ts'

const Page = defineComponent(() => {
  const client = hooks.useJobsClient()
  return () => client.fileUrl({ href: '/jobs/a/artifacts/0' })
})
const url = inject('url')
const client = createScriptedClient(url, 'ann')

it('hands its client to the hooks below', async () => {
  const app = createSSRApp(() => h(hooks.JobsProvider, { client }, { default: () => h(Page) }))
  expect(await renderToString(app)).toContain(`${url}/jobs/a/artifacts/0`)
})

it('can be a call in setup instead of an element', async () => {
  const app = createSSRApp(
    defineComponent(() => {
      hooks.provideJobs(client)
      return () => h(Page)
    }),
  )
  expect(await renderToString(app)).toContain(`${url}/jobs/a/artifacts/0`)
})

it('is missed by name', async () => {
  const app = createSSRApp(Page)
  app.config.warnHandler = () => {}
  await expect(renderToString(app)).rejects.toThrow('<JobsProvider :client="…">')
})
