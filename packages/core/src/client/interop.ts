import { Observable, observable, type InteropObservable } from 'rxjs'
import type { Subscribable } from './store.ts'

/** What makes `rxjs.from(store)` emit the state of now, and every one after it. */
export function interopOf<State>({ getSnapshot, subscribe }: Subscribable<State>): InteropObservable<State> {
  const states = () =>
    new Observable<State>((subscriber) => {
      const tell = () => subscriber.next(getSnapshot())
      tell()
      return subscribe(tell)
    })
  // rxjs looks for `@@observable` where there is no `Symbol.observable`; its types know only the symbol.
  return { '@@observable': states, [observable]: states } as unknown as InteropObservable<State>
}
