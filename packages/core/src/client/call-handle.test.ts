import { expect, it, vi } from 'vitest'
import { deferred } from '../../test/deferred.ts'
import { createCallHandle } from './call-handle.ts'

/** Answers when told to, in whatever order. */
function scripted() {
  const asked: { input: unknown; answer(data: unknown): Promise<void>; fail(error: Error): Promise<void> }[] =
    []
  const handle = createCallHandle((input) => {
    const { promise, resolve, reject } = deferred<unknown>()
    const soon = () => new Promise<void>((done) => setImmediate(done))
    asked.push({
      input,
      answer: (data) => (resolve(data), soon()),
      fail: (error) => (reject(error), soon()),
    })
    return promise
  })
  return { asked, handle }
}

it('asks nothing until there is an input', () => {
  const { asked, handle } = scripted()
  handle.load(undefined)
  handle.load(null)
  expect(asked).toEqual([])
  expect(handle.view(undefined)).toEqual({ data: null, error: null, loading: false })
})

it('is loading from the first look at an input', () => {
  expect(scripted().handle.view({ page: 1 })).toEqual({ data: null, error: null, loading: true })
})

it('asks once for equal inputs', async () => {
  const { asked, handle } = scripted()
  handle.load({ page: 1 })
  handle.load({ page: 1 })
  await asked[0]?.answer('first page')
  handle.load({ page: 1 })
  expect(asked).toHaveLength(1)
  expect(handle.view({ page: 1 })).toEqual({ data: 'first page', error: null, loading: false })
})

it('shows the answer to the input of now, never one to an input before', async () => {
  const { asked, handle } = scripted()
  handle.load({ page: 1 })
  handle.load({ page: 2 })
  await asked[1]?.answer('second page')
  await asked[0]?.answer('first page')
  expect(handle.view({ page: 2 }).data).toBe('second page')
  expect(handle.view({ page: 1 })).toMatchObject({ data: null, loading: true })
})

it('keeps the answer while the same is asked again', async () => {
  const { asked, handle } = scripted()
  const listener = vi.fn<() => void>()
  handle.subscribe(listener)
  handle.load({})
  await asked[0]?.answer('old')
  const reloaded = handle.reload()
  expect(handle.getSnapshot()).toEqual({ data: 'old', error: null, loading: true })
  await asked[1]?.fail(new Error('down'))
  await reloaded
  expect(handle.getSnapshot()).toMatchObject({ data: 'old', error: { code: 'internal' }, loading: false })
  expect(listener).toHaveBeenCalledTimes(4)
})
