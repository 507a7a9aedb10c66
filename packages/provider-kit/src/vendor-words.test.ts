import { expect, test } from 'vitest'
import { vendorWords } from './vendor-words.ts'

test.each([
  ['No such file: /srv/outputs/ab12/result.mp4', 'No such file: [path]'],
  ["open('C:\\models\\dice\\a.bin') failed", "open('[path]') failed"],
  ['see https://host.test/a/b?token=1 for more', 'see [link] for more'],
  ["Allowed types: ['image/jpeg', 'image/png']", "Allowed types: ['image/jpeg', 'image/png']"],
  ['1/2 and either/or', '1/2 and either/or'],
  ['two\nlines\0', 'two lines'],
])('%j is shown as %j', (said, shown) => {
  expect(vendorWords(said)).toBe(shown)
})

test('a secret is struck out, and a long text is cut', () => {
  expect(vendorWords('key canary-key is bad', ['canary-key'])).toBe('key [secret] is bad')
  expect(vendorWords('x'.repeat(1000))).toHaveLength(200)
})
