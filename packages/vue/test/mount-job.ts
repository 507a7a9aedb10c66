import type {
  MountedJob,
  ScriptedCalls,
  ScriptedClient,
  ScriptedJobs,
  UseJobProps,
} from '@onetake/core/testing'
import { render } from 'vitest-browser-vue'
import { defineComponent, h, nextTick, shallowRef } from 'vue'
import { createJobHooks } from '../src/index.ts'

export const hooks = createJobHooks<ScriptedJobs, ScriptedCalls>()

/** Draws what `useJob` returns, on a real page. */
export async function mountJob(client: ScriptedClient, props: UseJobProps): Promise<MountedJob> {
  const shown = shallowRef(props)
  let last: ReturnType<typeof hooks.useJob>
  const Job = defineComponent(() => {
    last = hooks.useJob(() => shown.value.operation, { id: () => shown.value.id })
    const { job, status, progress, error, connection } = last
    return () =>
      h(
        'output',
        JSON.stringify({
          job: job.value,
          status: status.value,
          progress: progress.value,
          error: error.value,
          connection: connection.value,
        }),
      )
  })
  const page = defineComponent(() => () => h(hooks.JobsProvider, { client }, { default: () => h(Job) }))
  const { container, unmount } = await render(page)
  return {
    view: () => JSON.parse(container.textContent),
    verbs: () => last,
    async update(next) {
      shown.value = next
      await nextTick()
    },
    unmount,
  }
}
