import { expect, test } from 'vitest'
import { isAskable, pathOf } from './path-of.ts'

test('ids are encoded, and a list is joined by commas', () => {
  expect(pathOf`/job/v1/status/${['a/b', 'c,d', 'é ?#']}`).toBe('/job/v1/status/a%2Fb,c%2Cd,%C3%A9%20%3F%23')
  expect(pathOf`/list/${['A', 'B']}/${'render'}`).toBe('/list/A,B/render')
})

test.each(['', '.', '..', '\uD800', 'x'.repeat(201)])('%j is no id to ask about', (id) => {
  expect(isAskable(id)).toBe(false)
  expect(() => pathOf`/job/v1/status/${id}`).toThrow(expect.objectContaining({ code: 'provider-protocol' }))
})

test.each(['1234567890-1234567890-1234', '...', 'a..b', 'x'.repeat(200)])('%j is', (id) => {
  expect(isAskable(id)).toBe(true)
})
