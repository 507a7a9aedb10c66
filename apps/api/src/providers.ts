import type { CallsOf, CatalogOf } from '@onetake/core'
import type { AllProviders } from 'onetake/providers'

/** What can be started here, for the browser: `import type { AppCatalog } from '@onetake/api'`. */
export type AppCatalog = CatalogOf<AllProviders>

/** What can be called here. */
export type AppCalls = CallsOf<AllProviders>
