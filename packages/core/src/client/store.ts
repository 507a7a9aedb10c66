/** What every UI framework can use: a value that is the same object until it changes, and a bell. */
export interface Subscribable<T> {
  getSnapshot(): T
  /** @returns What stops listening. */
  subscribe(listener: () => void): () => void
}

export interface Store<T> extends Subscribable<T> {
  /** Nothing happens if every member is the same. */
  set(next: T): void
  isWatched(): boolean
}

export function createStore<T extends object>(
  initial: T,
  { onFirst = nothing, onLast = nothing }: { onFirst?: () => void; onLast?: () => void } = {},
): Store<T> {
  let snapshot = initial
  const listeners = new Set<() => void>()
  return {
    getSnapshot: () => snapshot,
    isWatched: () => listeners.size > 0,
    set(next) {
      if (isSame(snapshot, next)) return
      snapshot = next
      for (const listener of Array.from(listeners)) listener()
    },
    subscribe(run) {
      // Its own function, so that one listener may subscribe twice.
      const listener = () => run()
      listeners.add(listener)
      if (listeners.size === 1) onFirst()
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) onLast()
      }
    },
  }
}

const nothing = () => {}

function isSame<T extends object>(one: T, other: T): boolean {
  for (const key in other) if (!Object.is(one[key], other[key])) return false
  return true
}
