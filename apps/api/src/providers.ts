import type { CallsOf, CatalogOf } from '@onetake/core'
import { exporter } from '@onetake/provider-export'
import type { AllProviders } from 'onetake/providers'

/** The services that are configured, and what packs what they make. */
export type AppProviders = readonly [...AllProviders, ReturnType<typeof exporter>]

export const withExport = (services: AllProviders): AppProviders => [...services, exporter()]

/** What can be started here, for the browser: `import type { AppCatalog } from '@onetake/api'`. */
export type AppCatalog = CatalogOf<AppProviders>

/** What can be called here. */
export type AppCalls = CallsOf<AppProviders>
