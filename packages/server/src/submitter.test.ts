import { JobError } from '@onetake/core'
import { SCRIPTED_SUCCESS } from '@onetake/core/testing'
import { describe, expect, it } from 'vitest'
import { ann, createShakyStore, hangUp, left, setUpEngine } from '../test/set-up-engine.ts'
import { createMemoryStore } from './memory-store.ts'

describe('submit', () => {
  it('happens once, however often the same job is started', async () => {
    const { clock, start, count } = setUpEngine()
    await Promise.all(Array.from({ length: 100 }, () => start('a')))
    await clock.advance(1_000)
    expect(count('submit')).toBe(1)
  })

  it('happens once when two engines find the same job waiting', async () => {
    const first = setUpEngine()
    await first.store.put(left('a', { status: 'pending' }, null), null)
    await Promise.all([first.engine.resume(), first.nextProcess().resume()])
    await first.clock.advance(1_000)
    expect(first.count('submit')).toBe(1)
    expect(await first.statusOf('a')).toBe('succeeded')
  })

  it('gets the input as the provider completed it', async () => {
    const prompts: string[] = []
    const { clock, start, count } = setUpEngine({
      script: { submit: ({ prompt }) => void prompts.push(prompt) },
    })
    await start('a', 'anybody')
    await start('a', 'anybody')
    await clock.advance(0)
    expect([prompts, count('submit')]).toEqual([['somebody'], 1])
  })

  it('is stored before it leaves', async () => {
    const { engine, clock, start, script } = setUpEngine()
    const stored: string[] = []
    script.submit = async () => void stored.push((await engine.get('a', ann)).status)
    await start('a')
    await clock.advance(0)
    expect(stored).toEqual(['submitting'])
  })

  it('that was refused fails the job, by code', async () => {
    const { engine, clock, start } = setUpEngine({
      script: {
        submit: () => {
          throw new JobError('insufficient-credits', 'Two credits are needed.', { providerCode: '101' })
        },
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
    const { clock, start, statusOf, count } = setUpEngine({ script: { submit: hangUp } })
    await start('a')
    await clock.advance(3_600_000)
    expect(await statusOf('a')).toBe('unconfirmed')
    expect(count('submit')).toBe(1)
  })

  it('whose reply was lost is found again where the provider can tell', async () => {
    const claims: (readonly unknown[])[] = []
    const { clock, start, statusOf, script, count } = setUpEngine()
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
    const { engine, clock, start, statusOf } = setUpEngine({
      script: { submit: hangUp, find: () => 'absent' },
    })
    await start('a')
    await clock.advance(50_000)
    expect(await statusOf('a')).toBe('unconfirmed')
    await clock.advance(80_000)
    expect(await engine.get('a', ann)).toMatchObject({ status: 'failed', error: { code: 'not-submitted' } })
  })

  it('is done again when a person dares, and given up when they do not', async () => {
    const { engine, clock, start, statusOf, script, count } = setUpEngine({ script: { submit: hangUp } })
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

describe('cancel', () => {
  it('tells the provider, and only its status confirms', async () => {
    const { engine, clock, start, statusOf, script } = setUpEngine({
      script: {
        answers: [{ status: 'running', progress: 0.5 }],
      },
    })
    await start('a')
    await clock.advance(100)
    expect(await engine.cancel('a', ann)).toMatchObject({ status: 'canceling' })
    expect(script.requests).toContain('cancel job-1')
    await clock.advance(100)
    expect(await statusOf('a')).toBe('canceled')
  })

  it('of a job that has ended is too late, also where it could never be canceled', async () => {
    const { engine, clock, start } = setUpEngine()
    await start('a')
    await clock.advance(1_000)
    await engine.start('scripted.polish', { prompt: 'a' }, { ...ann, id: 'b' })
    await clock.advance(1_000)
    await expect(engine.cancel('b', ann)).rejects.toMatchObject({
      code: 'conflict',
      message: 'A job that is succeeded cannot be canceled.',
    })
  })

  it('while the submit is on its way reaches the provider once there is a ref', async () => {
    let arrive = () => {}
    const { engine, clock, start, statusOf, script } = setUpEngine({
      script: {
        submit: () => new Promise<void>((done) => (arrive = done)),
      },
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

  it.each([
    ['that comes too late ends with the files', SCRIPTED_SUCCESS, 'succeeded'],
    [
      'reads the failure of a stopped job as what was asked for',
      { status: 'failed', error: { code: 'provider-failed', message: 'revoked' } },
      'canceled',
    ],
  ] as const)('%s', async (_, answer, status) => {
    const { engine, clock, start, statusOf, script } = setUpEngine({
      script: { answers: [{ status: 'running', progress: 0.9 }] },
    })
    await start('a')
    await clock.advance(20)
    await engine.cancel('a', ann)
    script.answers = [answer]
    await clock.advance(200)
    expect(await statusOf('a')).toBe(status)
  })
})

describe('jobs that take turns', () => {
  it('are submitted one after another, oldest first', async () => {
    const { clock, start, statusOf, count } = setUpEngine({
      script: { answers: [{ status: 'running', progress: null }] },
    })
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
    const { clock, start, statusOf } = setUpEngine()
    await start('a', '#image-1')
    await start('b', '#image-1')
    await clock.advance(2_000)
    expect([await statusOf('a'), await statusOf('b')]).toEqual(['succeeded', 'succeeded'])
  })
})

describe('a look for a lost job', () => {
  it.each(['absent', 'job-1'])(
    'that ends as %s changes nothing that a person has decided meanwhile',
    async (found) => {
      let answer: (found: string) => void = () => {}
      const { engine, clock, start, statusOf, script } = setUpEngine({ script: { submit: hangUp } })
      script.find = () => new Promise<string>((done) => (answer = done))
      await start('a')
      await clock.advance(100_000)
      script.submit = () => {}
      script.answers = [{ status: 'running', progress: 0.5 }]
      await engine.retry('a', ann)
      await clock.advance(100)
      answer(found)
      await clock.advance(100)
      expect(await statusOf('a')).toBe('running')
      expect(script.requests.at(-1)).toBe('status job-2')
    },
  )

  it('finds no job twice, though two were asked for in the same words', async () => {
    const store = createMemoryStore()
    const { clock, start, script } = setUpEngine({ store, script: { submit: hangUp } })
    script.find = async ({ claimed }) => {
      // Long enough for the other look to begin.
      for (let turn = 0; turn < 60; turn += 1) await new Promise((next) => setImmediate(next))
      return ['job-1', 'job-2'].find((ref) => !claimed.includes(ref)) ?? 'absent'
    }
    await Promise.all([start('a'), start('b')])
    for (let step = 0; step < 20; step += 1) await clock.advance(200)
    const refs = await Promise.all(['a', 'b'].map(async (id) => (await store.get(id))?.ref))
    expect(refs.toSorted()).toEqual(['job-1', 'job-2'])
  })

  it('is told of other submits whose handles nobody knows: what is found may be theirs', async () => {
    const others: unknown[] = []
    const { engine, clock, start, script } = setUpEngine({ script: { submit: hangUp } })
    script.find = (attempt) => {
      others.push(attempt.others)
      return 'unknowable'
    }
    const at = clock.now()
    await start('abandoned')
    await clock.advance(10_000)
    await engine.abandon('abandoned', ann)
    await start('lost')
    await clock.advance(10_000)
    script.submit = () => {
      throw new JobError('invalid-input', 'no')
    }
    await start('refused')
    script.submit = () => {}
    await start('accepted')
    await clock.advance(10_000)
    script.submit = hangUp
    await start('a')
    await clock.advance(10_000)
    expect(others).toEqual([[], [at], [at + 10_000, at]])
  })

  it('waits for a submit that is under way, where what was found may be its', async () => {
    let arrive = () => {}
    const { clock, start, statusOf, script } = setUpEngine({ script: { submit: hangUp } })
    script.find = ({ others = [], claimed }) =>
      others.length > 0 ? 'unknowable' : claimed.includes('job-2') ? 'job-1' : 'job-2'
    await start('a')
    await clock.advance(0)
    script.submit = () => new Promise<void>((done) => (arrive = done))
    await start('b')
    await clock.advance(30_000)
    expect([await statusOf('a'), await statusOf('b')]).toEqual(['unconfirmed', 'submitting'])
    arrive()
    await clock.advance(60_000)
    expect([await statusOf('a'), await statusOf('b')]).toEqual(['succeeded', 'succeeded'])
  })

  it('takes nothing that another job turns out to have, or may have, since the question', async () => {
    let answer: (found: string) => void = () => {}
    const store = createMemoryStore()
    const { clock, start, script } = setUpEngine({ store, script: { submit: hangUp } })
    script.find = () => new Promise<string>((done) => (answer = done))
    await start('a')
    await clock.advance(2_000)
    script.submit = () => {}
    await start('b')
    await clock.advance(0)
    answer('job-2')
    await clock.advance(1_000)
    expect([(await store.get('a'))?.ref, (await store.get('b'))?.ref]).toEqual([null, 'job-2'])
  })

  it('that cannot tell is not made again: the job is left to a person', async () => {
    let looks = 0
    const { engine, clock, start, statusOf, script } = setUpEngine({ script: { submit: hangUp } })
    script.find = () => {
      looks += 1
      return 'unknowable'
    }
    await engine.resume()
    await start('a')
    await clock.advance(600_000)
    expect([await statusOf('a'), looks]).toEqual(['unconfirmed', 1])
  })

  it('that hangs is made again', async () => {
    let looks = 0
    const { clock, start, statusOf, script } = setUpEngine({ script: { submit: hangUp } })
    script.find = () => {
      looks += 1
      return looks === 1 ? new Promise<string>(() => {}) : 'job-1'
    }
    await start('a')
    await clock.advance(120_000)
    expect([await statusOf('a'), looks]).toEqual(['succeeded', 2])
  })

  it('passes on a cancel that was asked for while the submit was on its way', async () => {
    let fail = () => {}
    const { engine, clock, start, statusOf, script } = setUpEngine()
    script.submit = () => new Promise<void>((_, lose) => (fail = () => lose(new Error('socket hang up'))))
    script.find = () => 'job-1'
    await start('a')
    await clock.advance(0)
    await engine.cancel('a', ann)
    fail()
    await clock.advance(5_000)
    expect(script.requests).toContain('cancel job-1')
    expect(await statusOf('a')).toBe('canceled')
  })
})

describe('a store that is away for a moment', () => {
  it.each(['submitting', 'queued', 'collecting', 'succeeded'] as const)(
    'when a job is to be written as %s delays the job, and submits nothing twice',
    async (status) => {
      let isDown = true
      const store = createShakyStore(({ job }) => isDown && job.status === status)
      const { clock, start, statusOf, count, engine } = setUpEngine({ store, onError: () => {} })
      await engine.resume()
      await start('a')
      await clock.advance(5_000)
      expect(await statusOf('a')).not.toBe('succeeded')
      isDown = false
      await clock.advance(130_000)
      expect([await statusOf('a'), count('submit')]).toEqual(['succeeded', 1])
    },
  )

  it('when a job is to be written as unconfirmed or failed does not forget what happened', async () => {
    let isDown = true
    const isBad = (status: string) => status === 'unconfirmed' || status === 'failed'
    const store = createShakyStore(({ job }) => isDown && isBad(job.status))
    const { clock, start, statusOf, script } = setUpEngine({ store, onError: () => {} })
    script.submit = hangUp
    await start('lost')
    await clock.advance(0)
    script.submit = () => {
      throw new JobError('insufficient-credits', 'Two credits are needed.')
    }
    await start('refused')
    await clock.advance(5_000)
    isDown = false
    await clock.advance(60_000)
    expect([await statusOf('lost'), await statusOf('refused')]).toEqual(['unconfirmed', 'failed'])
  })
})

describe('a submit', () => {
  it('that hangs is left to a person, and its late reply still counts', async () => {
    let arrive = () => {}
    const { clock, start, statusOf, script } = setUpEngine()
    script.submit = () => new Promise<void>((done) => (arrive = done))
    await start('a')
    await clock.advance(11 * 60_000)
    expect(await statusOf('a')).toBe('unconfirmed')
    arrive()
    await clock.advance(1_000)
    expect(await statusOf('a')).toBe('succeeded')
  })

  it('does not happen after a stop: the job waits for the next process', async () => {
    const { engine, clock, start, statusOf, count, nextProcess } = setUpEngine()
    await start('a', '#one')
    await start('b', '#one')
    await engine.stop()
    await start('c')
    await clock.advance(1_000)
    expect([await statusOf('b'), await statusOf('c'), count('submit')]).toEqual(['pending', 'pending', 1])
    await nextProcess().resume()
    await clock.advance(10_000)
    expect([await statusOf('b'), await statusOf('c'), count('submit')]).toEqual(['succeeded', 'succeeded', 3])
  })

  it('is given up or dared again by one person only', async () => {
    const { engine, clock, start, statusOf, script, count } = setUpEngine({ script: { submit: hangUp } })
    await start('a')
    await clock.advance(0)
    script.submit = () => {}
    await Promise.allSettled([engine.retry('a', ann), engine.abandon('a', ann), engine.retry('a', ann)])
    await clock.advance(1_000)
    expect([await statusOf('a'), count('submit')]).toEqual(['succeeded', 2])
  })
})

describe('a submit that a person has dared again', () => {
  it.each(['not-submitted', 'insufficient-credits'] as const)(
    'and that is refused as %s says nothing of the one before: the job stays unconfirmed',
    async (code) => {
      const { engine, clock, start, statusOf, script, count } = setUpEngine({ script: { submit: hangUp } })
      await start('a')
      await clock.advance(10_000)
      script.submit = () => {
        throw new JobError(code, 'Nothing was started.')
      }
      await engine.retry('a', ann)
      await clock.advance(10_000)
      expect([await statusOf('a'), count('submit')]).toEqual(['unconfirmed', 2])
      script.submit = () => {}
      await engine.retry('a', ann)
      await clock.advance(10_000)
      expect(await statusOf('a')).toBe('succeeded')
    },
  )

  it('and that did not arrive says nothing of the one before, which no list may show any more', async () => {
    const { engine, clock, start, statusOf, script } = setUpEngine({ script: { submit: hangUp } })
    await start('a')
    await clock.advance(10_000)
    script.find = () => 'absent'
    await engine.retry('a', ann)
    await clock.advance(600_000)
    expect(await statusOf('a')).toBe('unconfirmed')
  })
})

describe('a submit that hung until a person dared again', () => {
  it('and is refused after all ends nothing: the newer one decides', async () => {
    let refuse = () => {}
    let arrive = () => {}
    const { engine, clock, start, statusOf, script } = setUpEngine()
    script.submit = () =>
      new Promise<void>((_, fail) => (refuse = () => fail(new JobError('not-submitted', 'The line broke.'))))
    await start('a')
    await clock.advance(11 * 60_000)
    script.submit = () => new Promise<void>((done) => (arrive = done))
    await engine.retry('a', ann)
    await clock.advance(0)
    refuse()
    await clock.advance(1_000)
    expect(await statusOf('a')).toBe('submitting')
    arrive()
    await clock.advance(1_000)
    expect(await statusOf('a')).toBe('succeeded')
  })
})

describe('a refusal', () => {
  it.each([
    ['credentials-refused', ['credentials-refused']],
    ['not-submitted', ['not-submitted']],
    ['invalid-input', []],
  ] as const)(
    'as %s is a trouble of the account only where it is not about the one job',
    async (code, told) => {
      const { clock, start, statusOf, troubles } = setUpEngine({
        script: {
          submit: () => {
            throw new JobError(code, 'No.')
          },
        },
      })
      await start('a')
      await clock.advance(100)
      expect([await statusOf('a'), troubles]).toEqual(['failed', told])
    },
  )
})

describe('a cancel', () => {
  it('whose answer proves that the job was stopped needs no other word', async () => {
    const { engine, script, start, statusOf, clock } = setUpEngine()
    script.cancel = () => 'stopped'
    script.answers = [{ status: 'queued', position: 3 }]
    await start('a')
    await clock.advance(0)
    expect(await engine.cancel('a', ann)).toMatchObject({ status: 'canceled' })
    expect(await statusOf('a')).toBe('canceled')
  })

  it('that did not get through is asked for again, and no job fails by it', async () => {
    const { engine, clock, start, statusOf, script } = setUpEngine({
      script: { answers: [{ status: 'running', progress: 0.5 }] },
    })
    await engine.resume()
    await start('a')
    await clock.advance(100)
    script.cancel = () => {
      throw new JobError('provider-unavailable', 'down')
    }
    await expect(engine.cancel('a', ann)).rejects.toMatchObject({ code: 'provider-unavailable' })
    expect(await statusOf('a')).toBe('canceling')
    script.cancel = () => {
      script.answers = [{ status: 'canceled' }]
    }
    await clock.advance(61_000)
    expect(await statusOf('a')).toBe('canceled')
  })
})

describe('who starts a job', () => {
  it('must be somebody', async () => {
    const { engine, start } = setUpEngine()
    await start('a')
    const nobody = { owner: undefined as unknown as string }
    for (const asked of [
      engine.get('a', nobody),
      engine.list(nobody),
      engine.artifact('a', '0', nobody),
      engine.start('scripted.make', { prompt: 'x' }, nobody),
    ]) {
      await expect(asked).rejects.toMatchObject({ code: 'unauthorized' })
    }
  })

  it('alone can watch it and continue it', async () => {
    const { engine, clock, start } = setUpEngine({
      script: { answers: [{ status: 'running', progress: 0.5 }] },
    })
    await start('a')
    const seen: string[] = []
    const eve = engine.watch('a', { owner: 'eve' }).subscribe({
      next: ({ status }) => seen.push(status),
      error: ({ code }: JobError) => seen.push(code),
    })
    await clock.advance(1_000)
    eve.unsubscribe()
    expect(seen).toEqual(['not-found'])
    const polish = (owner: string) => engine.start('scripted.polish', { prompt: 'a' }, { owner })
    await expect(polish('eve')).rejects.toMatchObject({ code: 'not-found' })
    await expect(polish('ann')).resolves.toMatchObject({ status: 'pending' })
  })

  it('gets a conflict for a name that somebody else took in the same moment', async () => {
    const { engine } = setUpEngine()
    const start = (owner: string) => engine.start('scripted.make', { prompt: 'x' }, { owner, id: 'a' })
    const outcomes = await Promise.allSettled([start('ann'), start('eve')])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'conflict' },
    })
  })
})
