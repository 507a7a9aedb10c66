import { JobError, type AnyCall, type AnyOperation, type Provider, type ProviderIo } from '@onetake/core'

/** One set of credentials at one provider, connected. */
export interface Account {
  readonly id: string
  readonly client: unknown
}

export interface BoundOperation {
  /** `provider.operation` */
  readonly id: string
  readonly account: Account
  readonly operation: AnyOperation
}

export interface BoundCall {
  readonly account: Account
  readonly call: AnyCall
}

/** Everything the providers can do, by id. */
export interface Accounts {
  readonly accounts: readonly Account[]
  readonly operations: readonly BoundOperation[]
  /** @throws JobError `not-found` that names what there is. */
  operation(id: string): BoundOperation
  /** @throws JobError `not-found` that names what there is. */
  call(id: string): BoundCall
  /** The account whose service delivers to a webhook of ours. @throws JobError `not-found` for a provider without one. */
  listener(id: string): BoundListener
}

export interface BoundListener {
  readonly account: Account
  readonly webhook: NonNullable<Provider['webhook']>
}

/** Connect each provider once. @throws TypeError When two have the same id. */
export function connectAccounts(providers: readonly Provider[], io: ProviderIo): Accounts {
  const accounts: Account[] = []
  const operations = new Map<string, BoundOperation>()
  const calls = new Map<string, BoundCall>()
  const listeners = new Map<string, BoundListener>()
  for (const provider of providers) {
    if (accounts.some(({ id }) => id === provider.id)) {
      throw new TypeError(`The provider "${provider.id}" is listed twice.`)
    }
    const account = { id: provider.id, client: provider.connect(io) }
    accounts.push(account)
    if (provider.webhook) listeners.set(provider.id, { account, webhook: provider.webhook })
    for (const [name, operation] of Object.entries(provider.operations)) {
      const id = `${provider.id}.${name}`
      operations.set(id, { id, account, operation })
    }
    for (const [name, call] of Object.entries(provider.calls)) {
      calls.set(`${provider.id}.${name}`, { account, call })
    }
  }
  return {
    accounts,
    operations: [...operations.values()],
    operation: (id) => lookUp(operations, id, 'operation'),
    call: (id) => lookUp(calls, id, 'call'),
    listener: (id) => lookUp(listeners, id, 'webhook of'),
  }
}

function lookUp<Value>(known: ReadonlyMap<string, Value>, id: string, kind: string): Value {
  const value = known.get(id)
  if (value !== undefined) return value
  const names = [...known.keys()].join(', ') || 'none'
  throw new JobError('not-found', `There is no ${kind} "${id}". This server has: ${names}.`)
}
