import { expect, it } from 'vitest'
import { createByteCache } from './byte-cache.ts'

it('a cache forgets what was not asked for longest', () => {
  const made: string[] = []
  const cache = createByteCache(20)
  const get = (key: string) =>
    cache.get(key, () => {
      made.push(key)
      return new Uint8Array(10)
    })
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) get(key)
  expect(made).toEqual(['a', 'b', 'c', 'b'])
})

it('a file larger than the whole cache is still handed out', () => {
  const cache = createByteCache(5)
  expect(cache.get('big', () => new Uint8Array(10)).byteLength).toBe(10)
})
