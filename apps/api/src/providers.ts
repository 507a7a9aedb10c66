import type { CallsOf, CatalogOf } from '@onetake/core'
import { saymotion } from '@onetake/provider-deepmotion'
import type { Environment } from './environment.ts'

/** Everything this server can make. Another service is another line here, and another below. */
export type AppProviders = readonly [ReturnType<typeof saymotion>]

export const providersFrom = (environment: Pick<Environment, 'saymotion'>): AppProviders => [
  saymotion(environment.saymotion),
]

/** What can be started here, for the browser: `import type { AppCatalog } from '@onetake/api'`. */
export type AppCatalog = CatalogOf<AppProviders>

/** What can be called here. */
export type AppCalls = CallsOf<AppProviders>
