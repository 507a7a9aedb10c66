import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { withOwnAbort } from './own-abort.ts'

const outer = new AbortController()

it('is called off with what is around it, also before it begins, and for the same reason', async () => {
  const around = new AbortController()
  const seen = withOwnAbort(around.signal, async ({ signal }) => {
    around.abort('closing')
    return signal.reason
  })
  expect(await seen).toBe('closing')
  expect(await withOwnAbort(around.signal, async ({ signal }) => signal.reason)).toBe('closing')
})

it('is called off by itself, and nothing around it', async () => {
  await withOwnAbort(outer.signal, async (own) => own.abort())
  expect(outer.signal.aborted).toBe(false)
})

it('leaves nothing behind, whether the work was done or failed', async () => {
  await withOwnAbort(outer.signal, async () => {
    expect(getEventListeners(outer.signal, 'abort')).toHaveLength(1)
  })
  await expect(withOwnAbort(outer.signal, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(getEventListeners(outer.signal, 'abort')).toHaveLength(0)
})
