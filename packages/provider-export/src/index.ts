export type { BundleInput } from './bundle-input.ts'
export { exporter } from './exporter.ts'
