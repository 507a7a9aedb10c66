import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('a bundle for browsers gets a sentence instead of the provider', async () => {
  const { exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  expect(exports['.'].browser).toBe('./dist/server-only.js')
  await expect(import('./server-only.ts')).rejects.toThrow(/runs on a server only/)
})
