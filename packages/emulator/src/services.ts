import { animate3d } from './animate3d/service.ts'
import { diceTalk } from './dice-talk/service.ts'
import { hallo } from './hallo/service.ts'
import { opus } from './opus/service.ts'
import { saymotion } from './saymotion/service.ts'
import type { ServiceDefinition } from './service.ts'

/** Every emulated service by name. A new one is a folder and a line here. */
const services = { animate3d, saymotion, opus, 'dice-talk': diceTalk, hallo }

type Services = typeof services

export type ServiceName = keyof Services

export const serviceNames = Object.keys(services) as readonly ServiceName[]

/** The modes of each service. */
export type ServiceModes = { readonly [Name in ServiceName]: Services[Name]['defaultModes'] }

/** The credentials of each service. */
export type ServiceCredentials = { readonly [Name in ServiceName]: Services[Name]['credentials'] }

/** What each service remembers. */
export type ServiceStates = {
  readonly [Name in ServiceName]: ReturnType<ReturnType<Services[Name]['start']>['snapshot']>
}

type AnyService = ServiceDefinition<object, unknown, object>

/** Do the same for every service. @returns The results by name. */
export function forEachService<Result>(
  act: (service: AnyService, name: ServiceName) => Result,
): Readonly<Record<ServiceName, Result>> {
  const named = Object.entries<AnyService>(services) as [ServiceName, AnyService][]
  return Object.fromEntries(named.map(([name, service]) => [name, act(service, name)])) as Record<
    ServiceName,
    Result
  >
}
