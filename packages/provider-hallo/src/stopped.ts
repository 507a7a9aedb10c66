/**
 * Tasks that Hallo has said to be taken out of its queue. It goes on calling them `pending` for ever, so what it
 * said then is the only word that tells them from tasks that wait.
 *
 * Nothing is lost with this memory: a server asks again to cancel what it knows to be canceling, at its start and
 * every minute, and from the answer to that it is known again.
 */
export interface Stopped {
  add(task: string): void
  has(task: string): boolean
}

/** Far more than wait to be told; then the oldest make room. */
const MOST = 1_000

export function createStopped(): Stopped {
  const tasks = new Set<string>()
  return {
    add(task) {
      // Anew, so that the oldest is the first of the set.
      tasks.delete(task)
      tasks.add(task)
      const [oldest] = tasks
      if (tasks.size > MOST && oldest !== undefined) tasks.delete(oldest)
    },
    has: (task) => tasks.has(task),
  }
}
