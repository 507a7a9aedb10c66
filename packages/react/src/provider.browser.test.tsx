import { createScriptedClient } from '@onetake/core/testing'
import { renderToString } from 'react-dom/server'
import { expect, inject, it } from 'vitest'
import { hooks } from '../test/mount-job.tsx'

function Page() {
  return hooks.useJobsClient().fileUrl({ href: '/jobs/a/artifacts/0' })
}

it('hands its client to the hooks below', () => {
  const client = createScriptedClient(inject('url'), 'ann')
  const page = (
    <hooks.JobsProvider client={client}>
      <Page />
    </hooks.JobsProvider>
  )
  expect(renderToString(page)).toBe(`${inject('url')}/jobs/a/artifacts/0`)
})

it('is missed by name', () => {
  expect(() => renderToString(<Page />)).toThrow('<JobsProvider client={…}>')
})
