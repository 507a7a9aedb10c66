import type {
  MountedJob,
  ScriptedCalls,
  ScriptedClient,
  ScriptedJobs,
  UseJobProps,
} from '@onetake/core/testing'
import { Fragment, StrictMode } from 'react'
import { render } from 'vitest-browser-react'
import { createJobHooks } from '../src/index.ts'

export const hooks = createJobHooks<ScriptedJobs, ScriptedCalls>()

/** Draws what `useJob` returns, on a real page. */
export async function mountJob(
  client: ScriptedClient,
  props: UseJobProps,
  { isStrict = false } = {},
): Promise<MountedJob> {
  let last: ReturnType<typeof hooks.useJob>
  function Job({ operation, id }: UseJobProps) {
    last = hooks.useJob(operation, { id })
    return <output>{JSON.stringify(last)}</output>
  }
  const Mode = isStrict ? StrictMode : Fragment
  const page = (next: UseJobProps) => (
    <Mode>
      <hooks.JobsProvider client={client}>
        <Job {...next} />
      </hooks.JobsProvider>
    </Mode>
  )
  const { container, rerender, unmount } = await render(page(props))
  return {
    view: () => JSON.parse(container.textContent),
    verbs: () => last,
    update: (next) => rerender(page(next)),
    unmount,
  }
}
