import type { Provider } from '../contract.ts'

/** What an operation says of itself, in its contract. */
export interface ClaimedCapabilities {
  readonly operation: string
  readonly title: string
  readonly produces: readonly string[]
  /** ms. */
  readonly pollEveryMs: number
  readonly cancel: boolean
  /** Whether its jobs may have to take turns. */
  readonly exclusive: boolean
  /** Whether its service may tell that a job has ended. */
  readonly webhook: boolean
}

/** What it was seen to do, as far as that is in no contract. */
export interface SeenCapabilities {
  /** Whether one request told of several jobs. */
  readonly batched: boolean
  /** What became of a lost reply: the job was found, or the service cannot tell. */
  readonly find: 'tells' | 'cannot-tell'
  /** The fields of the input whose files were read. */
  readonly uploads: readonly string[]
  /** What there is beside files: the keys of `data`. */
  readonly data: readonly string[]
}

export type Capabilities = ClaimedCapabilities & SeenCapabilities

/** What each operation of a provider claims, in the order of the provider. */
export const capabilitiesOf = ({ id, operations, webhook }: Provider): readonly ClaimedCapabilities[] =>
  Object.entries(operations).map(([name, { title, produces, pollEveryMs, cancel, exclusive }]) => ({
    operation: `${id}.${name}`,
    title,
    produces,
    pollEveryMs,
    cancel: cancel !== undefined,
    exclusive: exclusive !== undefined,
    webhook: webhook !== undefined,
  }))
