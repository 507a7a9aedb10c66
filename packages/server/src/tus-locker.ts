import type { Locker } from '@tus/server'

interface Holder {
  /** Ask to end early. */
  askToEnd(): void
  readonly ended: Promise<void>
}

/**
 * One request at a time for each upload of an owner. A newer one ends an older one: after a line was lost, the
 * server may wait for a body that will never come, and the client that comes back must not wait with it.
 *
 * The library's own lock waits by asking again and again, at full speed.
 */
export function createTusLocker(): (owner: string) => Locker {
  const holders = new Map<string, Holder>()

  return (owner) => ({
    newLock(id) {
      // Of an owner, so that nobody can end the request of somebody else.
      const key = JSON.stringify([owner, id])
      let end = () => {}
      return {
        async lock(_signal, askToEnd) {
          for (let holder = holders.get(key); holder; holder = holders.get(key)) {
            holder.askToEnd()
            await holder.ended
          }
          const ended = new Promise<void>((resolve) => {
            end = resolve
          })
          holders.set(key, { askToEnd: () => void askToEnd(), ended })
        },
        async unlock() {
          holders.delete(key)
          end()
        },
      }
    },
  })
}
