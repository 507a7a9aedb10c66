import { defineProvider } from '@onetake/core'
import { bundle } from './bundle.ts'

const define = defineProvider({ id: 'export', connect: () => null, operations: { bundle } })

/**
 * The export adapter, as a provider beside those of services: what any finished job made becomes a bundle for Blender,
 * Unity or the web, by one more job. It needs no account.
 *
 * @example
 * const providers = [saymotion(credentials), exporter()] as const
 * await engine.start('export.bundle', { job: 'a1', for: 'blender' }, { owner: 'ann' })
 */
export const exporter = () => define(null)
