import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Provider } from '@onetake/core'
import { type Capabilities, capabilitiesOf } from '@onetake/core/testing'
import { expect, test } from 'vitest'
import { unreachableProviders } from '../unreachable-providers.ts'
import { capabilitiesPage } from './capabilities-page.ts'

const root = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const providers: readonly Provider[] = unreachableProviders()

/** Which package a provider is in, where that is not called like it. */
const PACKAGES: Readonly<Record<string, string>> = {
  animate3d: 'provider-deepmotion',
  saymotion: 'provider-deepmotion',
}

/** What was seen of a provider when it was last tested. */
const seenOf = ({ id }: Provider): readonly Capabilities[] =>
  readFileSync(root(`packages/${PACKAGES[id] ?? `provider-${id}`}/test/capabilities/${id}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Capabilities)

test.each(providers.map((provider) => [provider.id, provider] as const))(
  'what was seen of %s is of the operations that it has now',
  (_, provider) => {
    const seen = seenOf(provider)
    const claimed = capabilitiesOf(provider)
    expect(seen).toEqual(claimed.map((one) => expect.objectContaining(one)))
  },
)

test('the page is what was seen: run node scripts/write-tables.mjs', async () => {
  await expect(capabilitiesPage(providers.flatMap(seenOf))).toMatchFileSnapshot(root('docs/capabilities.md'))
})
