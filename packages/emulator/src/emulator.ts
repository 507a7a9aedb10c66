import { adminRoutes } from './admin/routes.ts'
import { type Clock, createClock } from './clock.ts'
import { createFaults, type Faults } from './faults/faults.ts'
import { createDispatch } from './http/dispatch.ts'
import { loopbackAddress, startServer } from './http/server.ts'
import { createIds } from './ids.ts'
import { createJournal, type Journal } from './journal.ts'
import {
  forEachService,
  serviceNames,
  type ServiceCredentials,
  type ServiceModes,
  type ServiceName,
  type ServiceStates,
} from './services.ts'
import type { ServiceContext } from './service.ts'
import type { EmulatorState } from './state.ts'
import { createStorage } from './storage/storage.ts'

export interface EmulatorOptions<Only extends ServiceName = ServiceName> {
  /** Serve this one alone, at the root of the port, where the real service would be. Default: all, each below its name. */
  readonly only?: Only
  /** 0 (the default) takes any free port. */
  readonly port?: number
  /** `localhost` (the default), `127.0.0.1` or `::1`. */
  readonly host?: string
  /** Virtual milliseconds per real millisecond, default 1. Not together with `clock`. */
  readonly speed?: number
  /** The same seed and the same calls give the same ids and the same files. Default: that of `state`, or 1. */
  readonly seed?: number
  /** Time for everything the services do. Default: real time at `speed`, going on where `state` ended. */
  readonly clock?: Clock
  /** A snapshot to go on from. */
  readonly state?: EmulatorState
  /** How the services behave where their documents leave it open. Default: those of `state`, or the usual ones. */
  readonly modes?: { readonly [Name in ServiceName]?: Partial<ServiceModes[Name]> }
}

export interface Emulator<Served extends ServiceName = ServiceName> {
  /** Base URL of each service, for instance `http://localhost:4010/saymotion`. */
  readonly urls: Readonly<Record<Served, string>>
  /** What to sign in with. They open nothing but the emulator. */
  readonly credentials: Pick<ServiceCredentials, Served>
  readonly clock: Clock
  readonly journal: Journal
  readonly faults: Faults
  /** The services as plain JSON, to go on from in another process. */
  snapshot(): EmulatorState
  /** Stop listening and cut every connection. Calling it again does nothing. */
  close(): Promise<void>
}

/**
 * Start the emulated services on a loopback port.
 *
 * @throws RangeError for a host that other machines could reach. Rejects with the system's error for a port that is taken.
 * @example
 * const emulator = await createEmulator({ speed: 60 })
 * const client = new SaymotionClient(emulator.urls.saymotion, emulator.credentials.saymotion.clientId, ...)
 */
export async function createEmulator<Only extends ServiceName = ServiceName>(
  options: EmulatorOptions<Only> = {},
): Promise<Emulator<Only>> {
  const { host = 'localhost', port = 0, state = null, only } = options
  loopbackAddress(host)
  if (options.clock && options.speed !== undefined)
    throw new TypeError('Give either `clock` or `speed`: a clock has a speed of its own.')
  if (state && state.version !== 1)
    throw new TypeError(`This emulator reads snapshots of version 1, not ${String(state.version)}.`)
  const seed = options.seed ?? state?.seed ?? 1
  const clock = options.clock ?? createClock({ speed: options.speed ?? 1, ...(state && { start: state.at }) })
  const ids = createIds(seed, state?.ids)
  // Links name the port, which is known only when the server listens; requests come later than that.
  let origin = ''
  const storage = createStorage({ clock, ids, seed, origin: () => origin, state: state?.storage ?? null })
  const services = startServices({ clock, ids, seed, storage }, options)

  const served = only === undefined ? serviceNames : [only]
  const prefixOf = (name: ServiceName) => (only === undefined ? services[name].group.prefix : '')
  const serviceGroups = served.map((name) => ({ ...services[name].group, prefix: prefixOf(name) }))
  // The storage first: a service at the root would take its paths for its own.
  const groups = [storage.group, ...serviceGroups]
  const journal = createJournal()
  const faults = createFaults(groups.flatMap((group) => group.routes))
  const urls = () =>
    Object.fromEntries(served.map((name) => [name, origin + prefixOf(name)])) as Record<Only, string>
  const snapshot = (): EmulatorState => ({
    version: 1,
    at: clock.now(),
    seed,
    modes: forEachService((_, name) => services[name].modes) as ServiceModes,
    ids: ids.counters(),
    storage: storage.snapshot(),
    services: forEachService((_, name) => services[name].snapshot()) as ServiceStates,
  })
  const admin = adminRoutes({ clock, faults, journal, urls, snapshot })

  const dispatch = createDispatch({ groups, quietGroups: [admin], journal, faults, clock })
  const server = await startServer(dispatch, { host, port })
  origin = `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`
  const close = async () => {
    await Promise.all(Object.values(services).map((service) => service.close?.()))
    await server.close()
    await storage.close()
  }
  const credentials = forEachService((service) => service.credentials) as ServiceCredentials
  return { urls: urls(), credentials, clock, journal, faults, snapshot, close }
}

/** The services with the modes they run in: their usual ones, overridden by the snapshot's, overridden by the caller's. */
function startServices(context: ServiceContext, { modes, state }: Pick<EmulatorOptions, 'modes' | 'state'>) {
  return forEachService((service, name) => {
    const merged = { ...service.defaultModes, ...state?.modes[name], ...modes?.[name] }
    return {
      ...service.start(context, { modes: merged, state: state?.services[name] ?? null }),
      modes: merged,
    }
  })
}
