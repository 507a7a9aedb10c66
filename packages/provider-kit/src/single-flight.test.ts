import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { singleFlight } from './single-flight.ts'

/** A run that ends when told to. */
function start() {
  let runs = 0
  let land: (result: string) => void = () => {}
  const fly = singleFlight(() => {
    runs += 1
    return new Promise<string>((resolve) => {
      land = resolve
    })
  })
  return { fly, land: (result: string) => land(result), runs: () => runs }
}

it('everyone who asks meanwhile gets the result of one run, and whoever asks later another', async () => {
  const { fly, land, runs } = start()
  const { signal } = new AbortController()
  const both = Promise.all([fly(signal), fly(signal)])
  land('first')
  expect(await both).toEqual(['first', 'first'])
  const later = fly(signal)
  land('second')
  expect([await later, runs()]).toEqual(['second', 2])
})

it('whoever gives up stops waiting, and the others do not', async () => {
  const { fly, land } = start()
  const leaving = new AbortController()
  const left = fly(leaving.signal)
  const stays = fly(new AbortController().signal)
  leaving.abort(new Error('gone'))
  await expect(left).rejects.toThrow('gone')
  await expect(fly(AbortSignal.abort(new Error('never there')))).rejects.toThrow('never there')
  land('done')
  expect(await stays).toBe('done')
})

it('a signal that hundreds wait by is listened to once, and not at all afterwards', async () => {
  const { fly, land } = start()
  const { signal } = new AbortController()
  const all = Promise.all(Array.from({ length: 300 }, () => fly(signal)))
  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
  land('done')
  await all
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})
