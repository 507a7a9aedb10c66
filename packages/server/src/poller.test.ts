import { JobError, type JobStore } from '@onetake/core'
import { SCRIPTED_SUCCESS } from '@onetake/core/testing'
import { describe, expect, it } from 'vitest'
import { ann, setUpEngine } from '../test/set-up-engine.ts'
import { createMemoryStore } from './memory-store.ts'

describe('asking', () => {
  it('is one question for all jobs of an account that are due', async () => {
    const { clock, start, script } = setUpEngine({
      script: { answers: [{ status: 'running', progress: null }] },
    })
    for (let i = 0; i < 50; i += 1) await start(`job-${i}`)
    await clock.advance(0)
    script.requests.length = 0
    await clock.advance(200)
    expect(script.requests).toHaveLength(10)
    expect(script.requests[0]!.split(' ')).toHaveLength(51)
  })

  it('is not sooner than its operation allows, whoever watches', async () => {
    const { clock, engine, start, count } = setUpEngine({
      script: { answers: [{ status: 'running', progress: null }] },
    })
    await start('a')
    for (let i = 0; i < 5; i += 1) engine.watch('a', ann).subscribe()
    const askedAt: number[] = []
    for (let ms = 0; ms < 120; ms += 1) {
      const before = count('status')
      await clock.advance(1)
      for (let asked = before; asked < count('status'); asked += 1) askedAt.push(ms)
    }
    const pauses = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0))
    expect(pauses.length).toBeGreaterThan(2)
    // The scripted operation may be asked about every 20 ms.
    expect(Math.min(...pauses)).toBe(20)
  })

  it('that fails is not a job that failed: it is asked again, and the trouble is told', async () => {
    const { engine, clock, start, statusOf, script } = setUpEngine()
    const troubles: (string | null)[] = []
    engine.troubles.subscribe(({ error }) => troubles.push(error?.code ?? null))
    script.answers = [
      new JobError('provider-unavailable', 'down'),
      new JobError('provider-unavailable', 'down'),
      { status: 'running', progress: 0.1 },
      SCRIPTED_SUCCESS,
    ]
    await start('a')
    await clock.advance(10_000)
    expect(await statusOf('a')).toBe('succeeded')
    expect(troubles).toEqual(['provider-unavailable', 'provider-unavailable', null])
  })

  it('is hastened by a webhook, once a poll interval however often it is called', async () => {
    const { engine, clock, start, count } = setUpEngine({
      // So far back in the queue that it is asked about every 80 ms only.
      script: { answers: [{ status: 'queued', position: 100 }] },
    })
    await start('a')
    await clock.advance(100)
    const headers = new Headers({ 'x-signature': 'scripted' })
    const hear = () => engine.hear('scripted', { headers, body: { ref: 'job-1' } })
    const before = count('status')
    await hear()
    await clock.advance(0)
    expect(count('status')).toBe(before + 1)
    for (let ms = 0; ms < 200; ms += 1) {
      await hear()
      await hear()
      await clock.advance(1)
    }
    expect(count('status')).toBe(before + 11)
  })

  it('waits as long as the provider wants', async () => {
    const { clock, start, script, count } = setUpEngine()
    script.answers = [new JobError('rate-limited', 'slow down', { retryAfterMs: 30_000 }), SCRIPTED_SUCCESS]
    await start('a')
    await clock.advance(29_000)
    expect(count('status')).toBe(1)
    await clock.advance(2_000)
    expect(count('status')).toBe(2)
  })

  it('that hangs is given up and asked again', async () => {
    const { engine, clock, start, statusOf, script } = setUpEngine()
    const troubles: (string | undefined)[] = []
    engine.troubles.subscribe(({ error }) => troubles.push(error?.code))
    script.pause = new Promise(() => {})
    await start('a')
    await clock.advance(59_000)
    expect(troubles).toEqual([])
    script.pause = Promise.resolve()
    await clock.advance(5_000)
    expect([await statusOf('a'), troubles]).toEqual(['succeeded', ['provider-unavailable', undefined]])
  })

  it('stops when the job is over', async () => {
    const { clock, start, count } = setUpEngine({
      script: {
        answers: [{ status: 'failed', error: { code: 'provider-failed', message: 'x' } }],
      },
    })
    await start('a')
    await clock.advance(60_000)
    expect(count('status')).toBe(1)
  })
})

describe('a provider that forgets a job', () => {
  const lost = new JobError('lost', 'No such job.')

  it('is believed after a while, not at once', async () => {
    const { engine, clock, start, statusOf } = setUpEngine({ script: { answers: [lost] } })
    await start('a')
    await clock.advance(110_000)
    expect(await statusOf('a')).toBe('queued')
    await clock.advance(20_000)
    expect(await engine.get('a', ann)).toMatchObject({ status: 'failed', error: { code: 'lost' } })
  })

  it('for a moment only is not believed at all', async () => {
    const { clock, start, statusOf, script } = setUpEngine({ script: { answers: [lost] } })
    await start('a')
    await clock.advance(100_000)
    script.answers = [{ status: 'running', progress: 0.1 }]
    await clock.advance(1_000)
    script.answers = [lost]
    await clock.advance(100_000)
    expect(await statusOf('a')).toBe('running')
  })

  it('while it is canceling has canceled it', async () => {
    const { engine, clock, start, statusOf, script } = setUpEngine({
      script: { answers: [{ status: 'running', progress: 0.5 }] },
    })
    await start('a')
    await clock.advance(100)
    await engine.cancel('a', ann)
    script.answers = [lost]
    await clock.advance(130_000)
    expect(await statusOf('a')).toBe('canceled')
  })
})

describe('one bad answer', () => {
  it('keeps no other job of its question waiting', async () => {
    const { clock, start, statusOf, script, troubles } = setUpEngine()
    script.answers = [SCRIPTED_SUCCESS]
    script.omit = 'job-1'
    await start('a')
    await start('b')
    await clock.advance(1_000)
    expect([await statusOf('a'), await statusOf('b')]).toEqual(['queued', 'succeeded'])
    expect(troubles[0]).toBe('provider-protocol')
    // Nor does it count as a job that the provider does not know.
    await clock.advance(130_000)
    expect(await statusOf('a')).toBe('queued')
  })
})

describe('time', () => {
  it('that a provider asks for is given, within reason', async () => {
    const { clock, start, statusOf, script } = setUpEngine()
    script.answers = [new JobError('rate-limited', 'slow down', { retryAfterMs: 3e9 }), SCRIPTED_SUCCESS]
    await start('a')
    await clock.advance(4 * 60_000)
    expect(await statusOf('a')).toBe('queued')
    await clock.advance(2 * 60_000)
    expect(await statusOf('a')).toBe('succeeded')
  })

  it('that goes back keeps no job waiting', async () => {
    const { clock, start, statusOf } = setUpEngine()
    await start('a')
    await clock.advance(0)
    clock.setBack(3_600_000)
    await clock.advance(10_000)
    expect(await statusOf('a')).toBe('succeeded')
  })

  it('is not spent in circles when the store cannot be read', async () => {
    let reads = 0
    const memory = createMemoryStore()
    let isDown = false
    const store: JobStore = {
      ...memory,
      async get(id, owner) {
        reads += 1
        if (isDown) throw new Error('connection refused')
        return memory.get(id, owner)
      },
    }
    const { clock, start, statusOf } = setUpEngine({ store })
    await start('a')
    await clock.advance(0)
    isDown = true
    const before = reads
    await clock.advance(60_000)
    expect(reads - before).toBeLessThan(20)
    isDown = false
    await clock.advance(70_000)
    expect(await statusOf('a')).toBe('succeeded')
  })
})
