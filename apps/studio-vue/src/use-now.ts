import { ref, watchEffect, type Ref } from 'vue'

/** The time, ms since the Unix epoch: once a second while it runs. */
export function useNow(isRunning: () => boolean): Readonly<Ref<number>> {
  const now = ref(Date.now())
  watchEffect((onCleanup) => {
    if (!isRunning()) return
    const timer = setInterval(() => (now.value = Date.now()), 1_000)
    onCleanup(() => clearInterval(timer))
  })
  return now
}
