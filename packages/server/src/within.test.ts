import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { createManualClock } from '../test/manual-clock.ts'
import { within } from './within.ts'

const until = (signal: AbortSignal) =>
  new Promise<string>((done) => signal.addEventListener('abort', () => done(String(signal.reason))))

test('work is told when nobody waits any more, also when that was so before it began', async () => {
  const stopping = new AbortController()
  const working = within(createManualClock(), 1_000, stopping.signal, until)
  stopping.abort('stop')
  expect(await working).toBe('stop')
  expect(await within(createManualClock(), 1_000, stopping.signal, async ({ aborted }) => aborted)).toBe(true)
})

test('work that ignores its signal is not waited for', async () => {
  const clock = createManualClock()
  const working = within(clock, 1_000, new AbortController().signal, () => new Promise(() => {}))
  await Promise.all([
    expect(working).rejects.toMatchObject({ code: 'provider-unavailable' }),
    clock.advance(1_000),
  ])
})

test('nothing of a thousand questions stays with the signal of the server', async () => {
  const { signal } = new AbortController()
  const ask = async (own: AbortSignal) => AbortSignal.any([own, new AbortController().signal]).aborted
  for (let i = 0; i < 1_000; i += 1) await within(createManualClock(), 1_000, signal, ask)
  expect(getEventListeners(signal, 'abort')).toEqual([])
  expect(notesOf(signal)).toBe(0)
})

/** How much Node writes down with a signal: behind symbols of its own, one of them for the signals that follow it. */
const notesOf = (signal: AbortSignal): number =>
  Object.getOwnPropertySymbols(signal)
    .map((symbol) => (signal as unknown as Record<symbol, { readonly size?: number } | null>)[symbol])
    .reduce((sum, kept) => sum + (kept?.size ?? 0), 0)
