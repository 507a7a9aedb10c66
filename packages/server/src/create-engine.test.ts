import { JobError, type JobPhase, type JobRecord, type JobStore } from '@onetake/core'
import { createScript, scripted, SCRIPTED_GLB, SCRIPTED_SUCCESS, type Script } from '@onetake/core/testing'
import { lastValueFrom, toArray } from 'rxjs'
import { afterEach, describe, expect, it } from 'vitest'
import { createManualClock } from '../test/manual-clock.ts'
import { createMemoryArtifacts } from '../test/memory-artifacts.ts'
import type { ArtifactStore } from './artifact-store.ts'
import { createEngine } from './create-engine.ts'
import type { Engine } from './engine.ts'
import { createMemoryStore } from './memory-store.ts'

const ann = { owner: 'ann' }
const engines: Engine<any, any>[] = []
const unexpected: unknown[] = []
afterEach(() => {
  for (const engine of engines.splice(0)) void engine.stop()
  expect(unexpected.splice(0)).toEqual([])
})

function setUp(
  changes: Partial<Script> = {},
  store: JobStore = createMemoryStore(),
  onError: (thrown: unknown) => unknown = (thrown) => unexpected.push(thrown),
  artifacts: ArtifactStore = createMemoryArtifacts(),
) {
  const script = createScript(changes)
  const clock = createManualClock()
  const engine = createEngine({
    providers: [scripted(script)],
    artifacts,
    store,
    clock,
    random: () => 0.5,
    onError,
  })
  engines.push(engine)
  const start = (id: string, prompt = 'a chair') => engine.start('scripted.make', { prompt }, { ...ann, id })
  const statusOf = async (id: string) => (await engine.get(id, ann)).status
  const count = (request: string) => script.requests.filter((one) => one.startsWith(request)).length
  return { script, clock, engine, store, start, statusOf, count }
}

const hangUp = () => {
  throw new Error('socket hang up')
}

describe('a job', () => {
  it('goes from pending to its files, and every watcher hears the same', async () => {
    const { engine, clock, start } = setUp()
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

  it('keeps its ref and its sources to itself', async () => {
    const { engine, clock, start } = setUp()
    await start('a')
    await clock.advance(1_000)
    expect(JSON.stringify(await engine.history('a', ann))).not.toMatch(/job-1|vendor\.example/)
  })

  it('goes on when nobody watches, and watching starts nothing', async () => {
    const { engine, clock, start, statusOf, count } = setUp()
    await start('a')
    for (let i = 0; i < 5; i += 1) engine.watch('a', ann).subscribe().unsubscribe()
    await clock.advance(1_000)
    expect(await statusOf('a')).toBe('succeeded')
    expect(count('submit')).toBe(1)
    expect(count('status')).toBe(3)
  })
})

describe('submit', () => {
  it('happens once, however often the same job is started', async () => {
    const { clock, start, count } = setUp()
    await Promise.all(Array.from({ length: 100 }, () => start('a')))
    await clock.advance(1_000)
    expect(count('submit')).toBe(1)
  })

  it('happens once when two engines find the same job waiting', async () => {
    const store = createMemoryStore()
    const first = setUp({}, store)
    await store.put(waiting('a'), null)
    const second = createEngine({
      providers: [scripted(first.script)],
      artifacts: createMemoryArtifacts(),
      store,
      clock: first.clock,
    })
    engines.push(second)
    await Promise.all([first.engine.resume(), second.resume()])
    await first.clock.advance(1_000)
    expect(first.count('submit')).toBe(1)
    expect(await first.statusOf('a')).toBe('succeeded')
  })

  it('gets the input as the provider completed it', async () => {
    const prompts: string[] = []
    const { clock, start, count } = setUp({ submit: ({ prompt }) => void prompts.push(prompt) })
    await start('a', 'anybody')
    await start('a', 'anybody')
    await clock.advance(0)
    expect([prompts, count('submit')]).toEqual([['somebody'], 1])
  })

  it('is stored before it leaves', async () => {
    const { engine, clock, start, script } = setUp()
    const stored: string[] = []
    script.submit = async () => void stored.push((await engine.get('a', ann)).status)
    await start('a')
    await clock.advance(0)
    expect(stored).toEqual(['submitting'])
  })

  it('that was refused fails the job, by code', async () => {
    const { engine, clock, start } = setUp({
      submit: () => {
        throw new JobError('insufficient-credits', 'Two credits are needed.', { providerCode: '101' })
      },
    })
    await start('a')
    await clock.advance(1_000)
    expect(await engine.get('a', ann)).toMatchObject({
      status: 'failed',
      error: { code: 'insufficient-credits', providerCode: '101' },
    })
  })

  it('whose reply was lost is never repeated by machine', async () => {
    const { clock, start, statusOf, count } = setUp({ submit: hangUp })
    await start('a')
    await clock.advance(3_600_000)
    expect(await statusOf('a')).toBe('unconfirmed')
    expect(count('submit')).toBe(1)
  })

  it('whose reply was lost is found again where the provider can tell', async () => {
    const claims: (readonly unknown[])[] = []
    const { clock, start, statusOf, script, count } = setUp()
    await start('other')
    await clock.advance(0)
    script.submit = hangUp
    script.find = ({ claimed }) => {
      claims.push(claimed)
      return 'job-2'
    }
    await start('a')
    await clock.advance(5_000)
    expect(await statusOf('a')).toBe('succeeded')
    expect(count('submit')).toBe(2)
    expect(claims).toEqual([['job-1']])
  })

  it('that certainly did not arrive fails as safe to start again, but not before a slow list can know', async () => {
    const { engine, clock, start, statusOf } = setUp({ submit: hangUp, find: () => 'absent' })
    await start('a')
    await clock.advance(50_000)
    expect(await statusOf('a')).toBe('unconfirmed')
    await clock.advance(80_000)
    expect(await engine.get('a', ann)).toMatchObject({ status: 'failed', error: { code: 'not-submitted' } })
  })

  it('is done again when a person dares, and given up when they do not', async () => {
    const { engine, clock, start, statusOf, script, count } = setUp({ submit: hangUp })
    await start('a')
    await start('b')
    await clock.advance(0)
    script.submit = () => {}
    expect(await engine.retry('a', ann)).toMatchObject({ status: 'submitting' })
    expect(await engine.abandon('b', ann)).toMatchObject({ status: 'failed', error: { code: 'abandoned' } })
    await clock.advance(1_000)
    expect([await statusOf('a'), await statusOf('b'), count('submit')]).toEqual(['succeeded', 'failed', 3])
    await expect(engine.retry('a', ann)).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('asking', () => {
  it('is one question for all jobs of an account that are due', async () => {
    const { clock, start, script } = setUp({ answers: [{ status: 'running', progress: null }] })
    for (let i = 0; i < 50; i += 1) await start(`job-${i}`)
    await clock.advance(0)
    script.requests.length = 0
    await clock.advance(200)
    expect(script.requests).toHaveLength(10)
    expect(script.requests[0]!.split(' ')).toHaveLength(51)
  })

  it('that fails is not a job that failed: it is asked again, and the trouble is told', async () => {
    const { engine, clock, start, statusOf, script } = setUp()
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

  it('waits as long as the provider wants', async () => {
    const { clock, start, script, count } = setUp()
    script.answers = [new JobError('rate-limited', 'slow down', { retryAfterMs: 30_000 }), SCRIPTED_SUCCESS]
    await start('a')
    await clock.advance(29_000)
    expect(count('status')).toBe(1)
    await clock.advance(2_000)
    expect(count('status')).toBe(2)
  })

  it('that hangs is given up and asked again', async () => {
    const { engine, clock, start, statusOf, script } = setUp()
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
    const { clock, start, count } = setUp({
      answers: [{ status: 'failed', error: { code: 'provider-failed', message: 'x' } }],
    })
    await start('a')
    await clock.advance(60_000)
    expect(count('status')).toBe(1)
  })
})

describe('cancel', () => {
  it('tells the provider, and only its status confirms', async () => {
    const { engine, clock, start, statusOf, script } = setUp({
      answers: [{ status: 'running', progress: 0.5 }],
    })
    await start('a')
    await clock.advance(100)
    expect(await engine.cancel('a', ann)).toMatchObject({ status: 'canceling' })
    expect(script.requests).toContain('cancel job-1')
    await clock.advance(100)
    expect(await statusOf('a')).toBe('canceled')
  })

  it('while the submit is on its way reaches the provider once there is a ref', async () => {
    let arrive = () => {}
    const { engine, clock, start, statusOf, script } = setUp({
      submit: () => new Promise<void>((done) => (arrive = done)),
    })
    await start('a')
    await clock.advance(0)
    expect(await engine.cancel('a', ann)).toMatchObject({ status: 'canceling' })
    expect(script.requests).toEqual(['submit'])
    arrive()
    await clock.advance(100)
    expect(script.requests).toContain('cancel job-1')
    expect(await statusOf('a')).toBe('canceled')
  })

  it('that comes too late ends with the files', async () => {
    const { engine, clock, start, statusOf, script } = setUp({
      answers: [{ status: 'running', progress: 0.9 }],
    })
    await start('a')
    await clock.advance(20)
    await engine.cancel('a', ann)
    script.answers = [SCRIPTED_SUCCESS]
    await clock.advance(200)
    expect(await statusOf('a')).toBe('succeeded')
  })

  it('reads the failure of a stopped job as what was asked for', async () => {
    const { engine, clock, start, statusOf, script } = setUp({
      answers: [{ status: 'running', progress: 0.9 }],
    })
    await start('a')
    await clock.advance(20)
    await engine.cancel('a', ann)
    script.answers = [{ status: 'failed', error: { code: 'provider-failed', message: 'revoked' } }]
    await clock.advance(200)
    expect(await statusOf('a')).toBe('canceled')
  })
})

describe('a provider that forgets a job', () => {
  it('is believed after a while, not at once', async () => {
    const { engine, clock, start, statusOf } = setUp()
    const forgetful = createEngine({
      providers: [forgetting()],
      artifacts: createMemoryArtifacts(),
      clock,
      lostAfterMs: 60_000,
    })
    engines.push(forgetful)
    await forgetful.start('scripted.make', { prompt: 'x' }, { ...ann, id: 'a' })
    await clock.advance(50_000)
    expect((await forgetful.get('a', ann)).status).toBe('queued')
    await clock.advance(20_000)
    expect(await forgetful.get('a', ann)).toMatchObject({ status: 'failed', error: { code: 'lost' } })
    await start('b')
    await clock.advance(1_000)
    expect([await statusOf('b'), engine.operations().length]).toEqual(['succeeded', 2])
  })
})

describe('collecting', () => {
  it('tries a broken download again', async () => {
    let tries = 0
    const { clock, start, statusOf } = setUp({
      download: () => {
        tries += 1
        if (tries < 3) throw new TypeError('terminated')
        return new Response(SCRIPTED_GLB)
      },
    })
    await start('a')
    await clock.advance(10_000)
    expect(await statusOf('a')).toBe('succeeded')
  })

  it('waits for a disk that is full, and says so', async () => {
    const troubles: (string | undefined)[] = []
    let isFull = true
    const memory = createMemoryArtifacts()
    const artifacts: ArtifactStore = {
      ...memory,
      async write(key, body) {
        if (isFull) throw new JobError('internal', 'The file could not be stored.')
        await memory.write(key, body)
      },
    }
    const { engine, clock, start, statusOf } = setUp({}, createMemoryStore(), undefined, artifacts)
    engine.troubles.subscribe(({ error }) => troubles.push(error?.message))
    await start('a')
    await clock.advance(60_000)
    expect([await statusOf('a'), troubles[0]]).toEqual(['collecting', 'The file could not be stored.'])
    isFull = false
    await clock.advance(60_000)
    expect(await statusOf('a')).toBe('succeeded')
  })

  it('takes no error page for a file', async () => {
    const { engine, clock, start, statusOf } = setUp({
      download: () => new Response('<!doctype html><h1>Sorry</h1>'),
    })
    await start('a')
    await clock.advance(5 * 60_000)
    expect(await statusOf('a')).toBe('collecting')
    await clock.advance(10 * 60_000)
    expect(await engine.get('a', ann)).toMatchObject({ status: 'failed', error: { code: 'collect-failed' } })
  })
})

describe('jobs that take turns', () => {
  it('are submitted one after another, oldest first', async () => {
    const { clock, start, statusOf, count } = setUp({ answers: [{ status: 'running', progress: null }] })
    await start('a', '#image-1')
    await start('b', '#image-1')
    await start('c', '#image-2')
    await clock.advance(100)
    expect([await statusOf('a'), await statusOf('b'), await statusOf('c')]).toEqual([
      'running',
      'pending',
      'running',
    ])
    expect(count('submit')).toBe(2)
  })

  it('go on when the one before is over', async () => {
    const { clock, start, statusOf } = setUp()
    await start('a', '#image-1')
    await start('b', '#image-1')
    await clock.advance(2_000)
    expect([await statusOf('a'), await statusOf('b')]).toEqual(['succeeded', 'succeeded'])
  })
})

describe('a restart', () => {
  it('goes on with a job by its ref', async () => {
    const { engine, clock, store, statusOf, script } = setUp()
    await store.put(left('a', { status: 'running', progress: 0.3 }, 'job-7'), null)
    await engine.resume()
    await clock.advance(1_000)
    expect(await statusOf('a')).toBe('succeeded')
    expect(script.requests).toEqual(['status job-7', 'status job-7', 'status job-7'])
  })

  it('never submits again what was on its way', async () => {
    const { engine, clock, store, statusOf, count } = setUp()
    await store.put(left('a', { status: 'submitting' }, null), null)
    await engine.resume()
    await clock.advance(60_000)
    expect([await statusOf('a'), count('submit')]).toEqual(['unconfirmed', 0])
  })

  it('copies what was not yet copied, without asking again', async () => {
    const { engine, clock, store, statusOf, script } = setUp()
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
    const { engine, clock, start, statusOf } = setUp({
      submit: () => new Promise<void>((done) => (arrive = done)),
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

  it('does not wait for ever', async () => {
    const { engine, clock, start } = setUp({ submit: () => new Promise<void>(() => {}) })
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
    const { clock, start, statusOf } = setUp({}, store, (thrown) => told.push(thrown))
    await start('a')
    await clock.advance(1_000)
    expect(told).toContain(full)
    isFull = false
    await clock.advance(1_000)
    expect(await statusOf('a')).toBe('succeeded')
  })
})

const waiting = (id: string) => left(id, { status: 'pending' }, null)

/** A job as an earlier process left it. */
function left(id: string, phase: JobPhase, ref: string | null): JobRecord {
  return {
    job: { id, operation: 'scripted.make', seq: 0, createdAt: 1, updatedAt: 1, ...phase },
    owner: 'ann',
    input: { prompt: 'x' },
    fingerprint: 'f',
    exclusive: null,
    submittedAt: ref === null ? null : 1,
    ref,
    delivery: null,
  }
}

/** The scripted provider, after it has lost its memory. */
function forgetting() {
  const provider = scripted(createScript())
  const make = {
    ...provider.operations.make,
    status: async (refs: readonly string[]) => refs.map(() => new JobError('lost', 'No such job.')),
  }
  return { ...provider, operations: { ...provider.operations, make } }
}
