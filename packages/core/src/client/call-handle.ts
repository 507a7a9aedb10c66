import { JobError } from '../errors.ts'
import { createStore, type Subscribable } from './store.ts'

/** All that a component shows of a call, at one moment. Immutable. */
export interface CallState<Result = unknown> {
  /** The answer; null before it is there. Stays while the same question is asked again. */
  readonly data: Result | null
  readonly error: JobError | null
  readonly loading: boolean
}

/** One place in a user interface that shows the answer to a call. */
export interface CallHandle<Input = unknown, Result = unknown> extends Subscribable<CallState<Result>> {
  /** The state for this input: of an answer to another one, nothing shows. */
  view(input: Input | null | undefined): CallState<Result>
  /** Ask, unless the same input was asked about already. Null or undefined: ask nothing yet. */
  load(input: Input | null | undefined): void
  /** Ask the same again. Resolves when the answer, or the error, shows. */
  reload(): Promise<void>
}

const IDLE_CALL: CallState<never> = { data: null, error: null, loading: false }
const LOADING_CALL: CallState<never> = { ...IDLE_CALL, loading: true }

export function createCallHandle(ask: (input: unknown) => Promise<unknown>): CallHandle {
  const store = createStore<CallState>(IDLE_CALL)
  let asked: { readonly key: string; readonly input: unknown } | null = null
  /** Only the newest question may answer. */
  let question = 0

  async function reload(): Promise<void> {
    const mine = ++question
    if (asked === null) return
    store.set({ ...store.getSnapshot(), error: null, loading: true })
    try {
      const data = await ask(asked.input)
      if (mine === question) store.set({ data, error: null, loading: false })
    } catch (thrown) {
      const error = JobError.from(thrown)
      if (mine === question) store.set({ ...store.getSnapshot(), error, loading: false })
    }
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    reload,
    view(input) {
      if (input == null) return IDLE_CALL
      return asked?.key === JSON.stringify(input) ? store.getSnapshot() : LOADING_CALL
    },
    load(input) {
      const next = input == null ? null : { key: JSON.stringify(input), input }
      if (next?.key === asked?.key) return
      asked = next
      store.set(next ? LOADING_CALL : IDLE_CALL)
      void reload()
    },
  }
}
