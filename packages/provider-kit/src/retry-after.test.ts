import { expect, test } from 'vitest'
import { retryAfterMs } from './retry-after.ts'

const NOW = Date.parse('2026-11-01T12:00:00Z')

test.each([
  ['seconds', '7', 7_000],
  ['a date', 'Sun, 01 Nov 2026 12:00:30 GMT', 30_000],
  ['a date that has passed', 'Sun, 01 Nov 2026 11:00:00 GMT', 0],
  ['more than five minutes', '1000000000', 300_000],
  ['a date next year', 'Mon, 01 Nov 2027 12:00:00 GMT', 300_000],
  ['a negative number', '-5', undefined],
  ['garbage', 'soon', undefined],
  ['nothing', null, undefined],
])('%s', (_, header, expected) => {
  expect(retryAfterMs(header, NOW)).toBe(expected)
})
