import type { ServiceModes, ServiceStates } from './services.ts'
import type { StorageState } from './storage/state.ts'

/**
 * The emulated services at one instant, as plain JSON: what another process needs to go on. Waiting faults and the
 * journal belong to the process and are not in it. It holds the live sessions, so keep it where you keep passwords.
 */
export interface EmulatorState {
  readonly version: 1
  /** Virtual instant of the snapshot, ms since the Unix epoch. Time goes on from here. */
  readonly at: number
  readonly seed: number
  readonly modes: ServiceModes
  /** How many ids of each kind were given out. */
  readonly ids: Readonly<Record<string, number>>
  readonly storage: StorageState
  readonly services: ServiceStates
}
