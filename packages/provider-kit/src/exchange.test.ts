import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { createExchange } from './exchange.ts'
import { toService } from './service.ts'

const service = toService({ name: 'Opus', url: 'https://opus.test' })
/** A service that never answers. */
const silent: typeof fetch = (_, init) =>
  new Promise((_resolve, fail) => {
    init?.signal?.addEventListener('abort', () => fail(init.signal?.reason as Error))
    if (init?.signal?.aborted === true) fail(init.signal.reason as Error)
  })

test('a service that does not answer is not waited for', async () => {
  await expect(createExchange(service, silent, 5)('/', { headers: {} })).rejects.toMatchObject({
    name: 'TimeoutError',
  })
})

test('whoever gives up is told their own reason, also before anything was asked', async () => {
  const giveUp = new AbortController()
  const asked = createExchange(service, silent)('/', { headers: {} }, giveUp.signal)
  giveUp.abort(new Error('enough'))
  await expect(asked).rejects.toThrow('enough')
  await expect(createExchange(service, silent)('/', { headers: {} }, giveUp.signal)).rejects.toThrow('enough')
})

test('nothing of a hundred requests stays with the signal of the server', async () => {
  const { signal } = new AbortController()
  const exchange = createExchange(service, async () => new Response('{}'))
  for (let i = 0; i < 100; i += 1) await exchange('/', { headers: {} }, signal)
  expect(getEventListeners(signal, 'abort')).toEqual([])
  expect(notesOf(signal)).toBe(0)
})

/** How much Node writes down with a signal: behind symbols of its own, one of them for the signals that follow it. */
const notesOf = (signal: AbortSignal): number =>
  Object.getOwnPropertySymbols(signal)
    .map((symbol) => (signal as unknown as Record<symbol, { readonly size?: number } | null>)[symbol])
    .reduce((sum, kept) => sum + (kept?.size ?? 0), 0)
