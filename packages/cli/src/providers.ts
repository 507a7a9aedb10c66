import type { Provider } from '@onetake/core'
import type { Emulator } from '@onetake/emulator'
import { animate3d, saymotion } from '@onetake/provider-deepmotion'
import { diceTalk } from '@onetake/provider-dice-talk'
import { hallo } from '@onetake/provider-hallo'
import { opus } from '@onetake/provider-opus'
import { SERVICE_VARIABLES } from './environment.ts'

/** A provider for each service that onetake knows. */
export type AllProviders = readonly [
  ReturnType<typeof animate3d>,
  ReturnType<typeof saymotion>,
  ReturnType<typeof opus>,
  ReturnType<typeof diceTalk>,
  ReturnType<typeof hallo>,
]

/** What an environment has, and what it lacks. */
export interface ConfiguredProviders {
  /** Of the services that the environment names. The type speaks of all: a catalog is made before any environment is. */
  readonly providers: AllProviders
  /** For each of the others, by provider id: what to set, as in `Set A and B to use SayMotion`. */
  readonly missing: ReadonlyMap<string, string>
}

// Each takes what its row of SERVICE_VARIABLES names.
const CREATE: Readonly<Record<string, (settings: any) => Provider>> = {
  animate3d,
  saymotion,
  opus,
  'dice-talk': diceTalk,
  hallo,
}

/**
 * The providers of the services that an environment names.
 *
 * @throws TypeError Where a service is named by half, or with an address or a key that cannot be right.
 */
export function providersFrom(env: Readonly<Record<string, string | undefined>>): ConfiguredProviders {
  const providers: Provider[] = []
  const missing = new Map<string, string>()
  for (const { id, name, needs, url } of SERVICE_VARIABLES) {
    const variables = Object.values(needs)
    const unset = variables.filter((variable) => !env[variable])
    const sentence = `Set ${unset.join(' and ')} to use ${name}`
    if (unset.length === variables.length) missing.set(id, sentence)
    else if (unset.length > 0) throw new TypeError(`${sentence}: it is named by half.`)
    else {
      const settings = Object.entries(needs).map(([key, variable]) => [key, env[variable]])
      const address = url === null ? '' : (env[url] ?? '')
      const created = CREATE[id]?.({
        ...Object.fromEntries(settings),
        ...(address !== '' && { url: address }),
      })
      if (created) providers.push(created)
    }
  }
  // Typed as all services, so that every operation has its types; which of them are here is known only now.
  return { providers: providers as unknown as AllProviders, missing }
}

/** The providers, before an emulator of their services. */
export const emulatedProviders = ({ urls, credentials }: Emulator): AllProviders => [
  animate3d({ ...credentials.animate3d, url: urls.animate3d }),
  saymotion({ ...credentials.saymotion, url: urls.saymotion }),
  opus({ ...credentials.opus, url: urls.opus }),
  diceTalk({ url: urls['dice-talk'] }),
  hallo({ url: urls.hallo }),
]
