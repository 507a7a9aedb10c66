import { expect, test } from 'vitest'
import { assertKeyPair } from './key-pair.ts'

test.each([
  [{ clientId: '', clientSecret: 'x' }, /clientId/],
  [{ clientId: 'a:b', clientSecret: 'x' }, /colon/],
  [JSON.parse('{ "clientId": "x" }'), /clientSecret/],
])('credentials that cannot be right are refused before anything is sent', (credentials, message) => {
  expect(() => assertKeyPair('saymotion', credentials)).toThrow(message)
})
