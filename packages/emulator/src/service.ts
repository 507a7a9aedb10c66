import type { Clock } from './clock.ts'
import type { RouteGroup } from './http/router.ts'
import type { Ids } from './ids.ts'
import type { Storage } from './storage/storage.ts'

/** What every emulated service is lent. */
export interface ServiceContext {
  readonly clock: Clock
  readonly ids: Ids
  readonly seed: number
  /** Where uploads go and result links come from; shared by all services. */
  readonly storage: Storage
}

/** One emulated service: a folder of its own, and a line in `services.ts`. */
export interface ServiceDefinition<Modes extends object, State, Credentials> {
  /** How it behaves unless told. */
  readonly defaultModes: Modes
  /** What to sign in with. Fixed words: they open nothing but the emulator. */
  readonly credentials: Credentials
  /** @param options - `state` is what `snapshot` gave in an earlier process, null at first. */
  start(
    context: ServiceContext,
    options: { readonly modes: Modes; readonly state: State | null },
  ): StartedService<State>
}

export interface StartedService<State> {
  readonly group: RouteGroup
  /** All that it remembers, as plain JSON. */
  snapshot(): State
  /** Stop what it does of its own accord. */
  close?(): void
}
