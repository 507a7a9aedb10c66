import type { MountedUpload, ScriptedClient } from '@onetake/core/testing'
import { render } from 'vitest-browser-vue'
import { defineComponent, h, nextTick, shallowRef } from 'vue'
import { hooks } from './mount-job.ts'

/** Draws what `useUpload` returns, on a real page. */
export async function mountUpload(client: ScriptedClient): Promise<MountedUpload> {
  const drawn = shallowRef(0)
  let last: ReturnType<typeof hooks.useUpload>
  const Picker = defineComponent(() => {
    last = hooks.useUpload()
    const { status, upload, sentBytes, totalBytes, progress, error, connection } = last
    return () =>
      h(
        'output',
        { 'data-drawn': drawn.value },
        JSON.stringify({
          status: status.value,
          upload: upload.value,
          sentBytes: sentBytes.value,
          totalBytes: totalBytes.value,
          progress: progress.value,
          error: error.value,
          connection: connection.value,
        }),
      )
  })
  const page = defineComponent(() => () => h(hooks.JobsProvider, { client }, { default: () => h(Picker) }))
  const { container, unmount } = await render(page)
  return {
    view: () => JSON.parse(container.textContent),
    verbs: () => last,
    async redraw() {
      drawn.value += 1
      await nextTick()
    },
    unmount,
  }
}
