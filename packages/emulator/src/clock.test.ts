import { describe, expect, it } from 'vitest'
import { createClock, createManualClock } from './clock.ts'

describe('createClock', () => {
  it('runs as fast as told, from the instant it is told', () => {
    let real = 1000
    const clock = createClock({ speed: 60, start: 5_000_000, now: () => real })
    real += 100
    expect(clock.now()).toBe(5_006_000)
  })

  it('goes on from the same instant when its speed changes', () => {
    let real = 0
    const clock = createClock({ speed: 10, start: 0, now: () => real })
    real = 100
    clock.setSpeed(1)
    real = 150
    expect(clock.now()).toBe(1050)
  })

  it('says when a clock on the wall will show that a virtual instant has come', () => {
    const clock = createClock({ speed: 10, start: 0, now: () => 7000 })
    expect(clock.toWallClock(50_000)).toBe(12_000)
    expect(createManualClock(3).toWallClock(99)).toBe(99)
  })

  it('never goes back', () => {
    expect(() => createManualClock().advance(-1)).toThrow('cannot go back')
    expect(() => createClock({ speed: -1 })).toThrow('at least 0')
  })
})

describe('waiting on a clock that stands still', () => {
  it('ends when time is moved past the end', async () => {
    const clock = createManualClock()
    const ended: string[] = []
    const waits = [2000, 1000].map((ms) => clock.wait(ms).then(() => ended.push(`${ms}`)))
    clock.advance(1500)
    await waits[1]
    expect(ended).toEqual(['1000'])
    clock.advance(500)
    await waits[0]
    expect(ended).toEqual(['1000', '2000'])
  })

  it('ends at once when it is aborted', async () => {
    const abort = new AbortController()
    const wait = createManualClock().wait(1000, abort.signal)
    abort.abort()
    await expect(wait).resolves.toBeUndefined()
  })

  it('follows a change of speed', async () => {
    const clock = createClock({ speed: 0 })
    const wait = clock.wait(1_000_000)
    clock.setSpeed(1_000_000_000)
    await expect(wait).resolves.toBeUndefined()
  })
})
