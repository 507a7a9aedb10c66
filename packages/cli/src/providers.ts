import type { Provider } from '@onetake/core'
import type { Emulator } from '@onetake/emulator'
import { saymotion } from '@onetake/provider-deepmotion'
import { Exit, EXIT } from './exit.ts'
import type { Terminal } from './terminal.ts'

/** The providers, before an emulator of their services. */
export function emulatedProviders({ urls, credentials }: Emulator): Provider[] {
  return [saymotion({ ...credentials.saymotion, url: urls.saymotion })]
}

/** The providers, with the credentials of the environment. */
export function providersFrom(env: Terminal['env']): Provider[] {
  const names = ['ONETAKE_SAYMOTION_CLIENT_ID', 'ONETAKE_SAYMOTION_CLIENT_SECRET'] as const
  const [clientId, clientSecret] = names.map((name) => env[name])
  if (!clientId || !clientSecret) {
    const missing = names.filter((name) => !env[name]).join(' and ')
    throw new Exit(EXIT.usage, `Set ${missing} to use SayMotion, or try it without an account: --emulate.`)
  }
  const url = env['ONETAKE_SAYMOTION_URL']
  return [saymotion({ clientId, clientSecret, ...(url && { url }) })]
}
