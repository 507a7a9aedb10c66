/** Who may import whom: the table of the architecture, as data. Builtins of Node are `node:*`. */

const schemaLibrary = ['zod']

/**
 * For each folder of source, the packages it may import, and other folders of this table. `*` at the
 * end stands for any ending; `types` are allowed in `import type` only. A folder may always use
 * itself and the folders around it.
 *
 * @type {Readonly<Record<string, { readonly may: readonly string[], readonly types?: readonly string[] }>>}
 */
export const BOUNDARIES = {
  'packages/core/src': { may: [], types: ['@standard-schema/spec'] },
  'packages/core/src/client': { may: ['rxjs', 'eventsource-parser*'] },
  // For test files only, so it may use a test runner and what a machine has.
  'packages/core/src/testing': { may: ['vitest', 'rxjs', 'node:*', 'packages/core/src/client'] },
  'packages/provider-kit/src': { may: ['@onetake/core', ...schemaLibrary], types: [] },
  'packages/provider-deepmotion/src': {
    may: ['@onetake/core', '@onetake/provider-kit', ...schemaLibrary, 'fflate', 'node:*'],
  },
  'packages/provider-opus/src': {
    may: ['@onetake/core', '@onetake/provider-kit', ...schemaLibrary, 'node:crypto'],
  },
  'packages/provider-dice-talk/src': { may: ['@onetake/core', '@onetake/provider-kit', ...schemaLibrary] },
  'packages/provider-hallo/src': { may: ['@onetake/core', '@onetake/provider-kit', ...schemaLibrary] },
  'packages/provider-export/src': {
    may: [
      '@onetake/core',
      '@onetake/export',
      '@onetake/provider-kit',
      ...schemaLibrary,
      'node:worker_threads',
    ],
  },
  'packages/provider-export/worker': {
    may: ['@onetake/export', 'node:worker_threads', 'packages/provider-export/src'],
  },
  'packages/server/src': { may: ['@onetake/core', '@tus/server', 'rxjs', 'node:*'] },
  'packages/nestjs/src': {
    may: ['@onetake/core', '@onetake/server', '@nestjs/*', 'rxjs', 'node:*'],
  },
  'packages/react/src': { may: ['@onetake/core', '@onetake/core/client', 'react'] },
  'packages/vue/src': { may: ['@onetake/core', '@onetake/core/client', 'vue'] },
  'packages/export/src': { may: ['@gltf-transform/*', 'fflate'] },
  // Written from the protocols alone: it must not share a provider's misreading.
  'packages/emulator/src': { may: ['fflate', 'jpeg-js', 'node:*'] },
  'packages/cli/src': { may: ['@onetake/*', 'commander', 'rxjs', 'node:*'] },
}
