import { type JobStore } from '@onetake/core'
import { SCRIPTED_GLB, createScript, scripted } from '@onetake/core/testing'
import { lastValueFrom, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { createMemoryArtifacts } from '../test/memory-artifacts.ts'
import { ann, left, setUpEngine } from '../test/set-up-engine.ts'
import { createEngine } from './create-engine.ts'
import { createMemoryStore } from './memory-store.ts'

describe('a job', () => {
  it('goes from pending to its files, and every watcher hears the same', async () => {
    const { engine, clock, start } = setUpEngine()
    await start('a')
    const [early, late] = [1, 2].map(() => lastValueFrom(engine.watch('a', ann).pipe(toArray())))
    await clock.advance(1_000)
    const seen = await early!
    expect(seen.at(-1)).toMatchObject({
      status: 'succeeded',
      output: {
        artifacts: [
          {
            id: '0',
            format: 'glb',
            name: 'make.glb',
            href: '/jobs/a/artifacts/0',
            bytes: SCRIPTED_GLB.length,
          },
        ],
        data: { credits: 2 },
      },
    })
    expect((await late!).at(-1)).toBe(seen.at(-1))
    expect(await lastValueFrom(engine.watch('a', ann))).toBe(seen.at(-1))
  })

  it('says when it was started and when it changed, by the clock of the server', async () => {
    const { engine, clock, start } = setUpEngine()
    const startedAt = clock.now()
    await start('a')
    await clock.advance(1_000)
    const history = await engine.history('a', ann)
    expect(history.map(({ createdAt }) => createdAt)).toEqual(history.map(() => startedAt))
    const changes = history.map(({ updatedAt }) => updatedAt)
    expect(changes).toEqual(changes.toSorted((a, b) => a - b))
    expect(changes.at(0)).toBe(startedAt)
    expect(changes.at(-1)).toBeGreaterThan(startedAt)
    expect(changes.at(-1)).toBeLessThanOrEqual(clock.now())
  })

  it('keeps its ref and its sources to itself', async () => {
    const { engine, clock, start } = setUpEngine()
    await start('a')
    await clock.advance(1_000)
    expect(JSON.stringify(await engine.history('a', ann))).not.toMatch(/job-1|vendor\.example/)
  })

  it('goes on when nobody watches, and watching starts nothing', async () => {
    const { engine, clock, start, statusOf, count } = setUpEngine()
    await start('a')
    for (let i = 0; i < 5; i += 1) engine.watch('a', ann).subscribe().unsubscribe()
    await clock.advance(1_000)
    expect(await statusOf('a')).toBe('succeeded')
    expect(count('submit')).toBe(1)
    expect(count('status')).toBe(3)
  })
})

describe('a restart', () => {
  it('goes on with a job by its ref', async () => {
    const { engine, clock, store, statusOf, script } = setUpEngine()
    await store.put(left('a', { status: 'running', progress: 0.3 }, 'job-7'), null)
    await engine.resume()
    await clock.advance(1_000)
    expect(await statusOf('a')).toBe('succeeded')
    expect(script.requests).toEqual(['status job-7', 'status job-7', 'status job-7'])
  })

  it('never submits again what was on its way', async () => {
    const { engine, clock, store, statusOf, count } = setUpEngine()
    await store.put(left('a', { status: 'submitting' }, null), null)
    await engine.resume()
    await clock.advance(60_000)
    expect([await statusOf('a'), count('submit')]).toEqual(['unconfirmed', 0])
  })

  it('copies what was not yet copied, without asking again', async () => {
    const { engine, clock, store, statusOf, script } = setUpEngine()
    const delivery = { artifacts: [{ format: 'glb', source: 'somewhere' }], data: null }
    const collecting = { status: 'collecting', receivedBytes: 3, totalBytes: null } as const
    await store.put({ ...left('a', collecting, 'job-7'), delivery }, null)
    await engine.resume()
    await clock.advance(1_000)
    expect([await statusOf('a'), script.requests]).toEqual(['succeeded', []])
  })
})

describe('a stop', () => {
  it('lets a submit that is on its way arrive, so that the next process finds its job', async () => {
    let arrive = () => {}
    const { engine, clock, start, statusOf } = setUpEngine({
      script: {
        submit: () => new Promise<void>((done) => (arrive = done)),
      },
    })
    await start('a')
    await clock.advance(0)
    let over = false
    const stopped = engine.stop().then(() => (over = true))
    await clock.advance(9_000)
    expect(over).toBe(false)
    arrive()
    await stopped
    expect(await statusOf('a')).toBe('queued')
  })

  it('waits for an answer that is being written down', async () => {
    let write = () => {}
    const memory = createMemoryStore()
    const store: JobStore = {
      ...memory,
      async put(record, expected) {
        if (record.job.status === 'running') await new Promise<void>((done) => (write = done))
        return memory.put(record, expected)
      },
    }
    const { engine, clock, start, statusOf } = setUpEngine({
      store,
      script: { answers: [{ status: 'running', progress: 0.5 }] },
    })
    await start('a')
    await clock.advance(100)
    let over = false
    const stopped = engine.stop().then(() => (over = true))
    await clock.advance(0)
    expect(over).toBe(false)
    write()
    await stopped
    expect(await statusOf('a')).toBe('running')
  })

  it('does not wait for ever', async () => {
    const { engine, clock, start } = setUpEngine({ script: { submit: () => new Promise<void>(() => {}) } })
    await start('a')
    await clock.advance(0)
    const stopped = engine.stop()
    await clock.advance(11_000)
    await expect(stopped).resolves.toBeUndefined()
  })
})

describe('a store that cannot be written', () => {
  it('is told about, stops no process, and loses no job', async () => {
    const told: unknown[] = []
    const memory = createMemoryStore()
    const full = new Error('no space left on device')
    let isFull = true
    const store: JobStore = {
      ...memory,
      put: async (record, expected) => {
        if (isFull && record.job.status === 'collecting') throw full
        return memory.put(record, expected)
      },
    }
    const { clock, start, statusOf } = setUpEngine({ store, onError: (thrown) => told.push(thrown) })
    await start('a')
    await clock.advance(1_000)
    expect(told).toContain(full)
    isFull = false
    await clock.advance(1_000)
    expect(await statusOf('a')).toBe('succeeded')
  })
})

describe('a job whose operation is gone', () => {
  it('keeps no other job back', async () => {
    const told: unknown[] = []
    const { engine, clock, store, statusOf } = setUpEngine({ onError: (thrown) => told.push(thrown) })
    const gone = left('gone', { status: 'queued', position: null }, 'job-1')
    await store.put({ ...gone, job: { ...gone.job, operation: 'scripted.forge' } }, null)
    await store.put(left('a', { status: 'queued', position: null }, 'job-7'), null)
    await engine.resume()
    await clock.advance(1_000)
    expect(await statusOf('a')).toBe('succeeded')
    expect(told).toMatchObject([{ code: 'not-found' }])
  })
})

describe('providers', () => {
  it('are listed once', () => {
    const providers = [scripted(createScript()), scripted(createScript())]
    const artifacts = createMemoryArtifacts()
    expect(() => createEngine({ providers, artifacts })).toThrow('"scripted" is listed twice')
  })
})
