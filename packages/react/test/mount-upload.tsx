import type { MountedUpload, ScriptedClient } from '@onetake/core/testing'
import { Fragment, StrictMode } from 'react'
import { render } from 'vitest-browser-react'
import { hooks } from './mount-job.tsx'

/** Draws what `useUpload` returns, on a real page. */
export async function mountUpload(client: ScriptedClient, { isStrict = false } = {}): Promise<MountedUpload> {
  let last: ReturnType<typeof hooks.useUpload>
  function Picker() {
    last = hooks.useUpload()
    return <output>{JSON.stringify(last)}</output>
  }
  const Mode = isStrict ? StrictMode : Fragment
  const page = () => (
    <Mode>
      <hooks.JobsProvider client={client}>
        <Picker />
      </hooks.JobsProvider>
    </Mode>
  )
  const { container, rerender, unmount } = await render(page())
  return {
    view: () => JSON.parse(container.textContent),
    verbs: () => last,
    redraw: () => rerender(page()),
    unmount,
  }
}
