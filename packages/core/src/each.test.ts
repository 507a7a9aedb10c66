import { describe, expect, it } from 'vitest'
import { deferred } from '../test/deferred.ts'
import type { Answer, Context } from './contract.ts'
import { each } from './each.ts'
import { JobError } from './errors.ts'

type Asked = (ref: number, context: Context<null>) => Promise<Answer>

const batched = (one: Asked, options?: Parameters<typeof each>[1]) =>
  each<null, number, string, any, any>(one, options)
const progress = (ref: number): Answer => ({ status: 'running', progress: ref / 100 })
const context = (signal = new AbortController().signal): Context<null> => ({
  client: null,
  signal,
  read: () => Promise.reject(new Error('Nothing is read here.')),
  refOf: async () => 'r',
  finished: () => Promise.reject(new Error('Nothing is read here.')),
})
const refs = (count: number) => Array.from({ length: count }, (_, ref) => ref)
const settle = () => new Promise((done) => setTimeout(done))
const hang: Asked = () => new Promise(() => {})

describe('each', () => {
  it('answers in the order of the refs, whichever answer comes first', async () => {
    const status = batched(async (ref) => {
      for (let turn = ref; turn < 9; turn++) await Promise.resolve()
      return { status: 'running', progress: ref / 100 }
    })
    expect(await status(refs(9), context())).toEqual(refs(9).map(progress))
  })

  it.each<[string, Asked]>([
    ['is rejected', () => Promise.reject(new JobError('lost', 'Gone.'))],
    [
      'throws before there is a promise',
      () => {
        throw new JobError('lost', 'Gone.')
      },
    ],
  ])('keeps a question that %s to its own job', async (_how, fail) => {
    const status = batched((ref, own) => (ref === 1 ? fail(ref, own) : Promise.resolve(progress(ref))))
    const answers = await status(refs(6), context())
    expect(answers.map((answer) => (JobError.is(answer) ? answer.code : answer.status))).toEqual([
      'running',
      'lost',
      'running',
      'running',
      'running',
      'running',
    ])
  })

  it('makes a JobError of anything that is thrown', async () => {
    const thrown = new TypeError('boom')
    const status = batched(() => Promise.reject(thrown))
    const [answer] = await status([0], context())
    expect(answer).toMatchObject({ name: 'JobError', code: 'internal', cause: thrown })
  })

  it('tells what was answered where there is no time for the rest', async () => {
    let asked = 0
    const status = batched(
      (ref, own) => {
        asked += 1
        return ref < 3 ? Promise.resolve(progress(ref)) : hang(ref, own)
      },
      { withinMs: 40, allWithinMs: 1 },
    )
    const answers = await status(refs(50), context())
    expect(answers.slice(0, 3)).toEqual(refs(3).map(progress))
    expect(answers.slice(3).every((answer) => JobError.is(answer) && answer.retryable)).toBe(true)
    expect([answers.length, asked]).toEqual([50, 7])
  })

  it('gives up a question that takes too long, and says so to whoever asks it', async () => {
    const signals: AbortSignal[] = []
    const status = batched(
      (ref, own) => {
        if (ref !== 1) return Promise.resolve(progress(ref))
        signals.push(own.signal)
        return hang(ref, own)
      },
      { withinMs: 5 },
    )
    const [first, second] = await status(refs(2), context())
    expect(first).toEqual(progress(0))
    expect(second).toMatchObject({ code: 'provider-unavailable' })
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  })

  it('asks four at once, and the others while one of them is slow', async () => {
    const held = refs(20).map(() => deferred<Answer>())
    const asked: number[] = []
    const status = batched((ref) => {
      asked.push(ref)
      return held[ref]?.promise ?? Promise.reject(new Error('No such ref.'))
    })
    const answers = status(refs(20), context())
    await settle()
    expect(asked).toEqual([0, 1, 2, 3])
    for (const ref of refs(20).slice(1)) {
      held[ref]?.resolve(progress(ref))
      await settle()
      expect(asked, `under way after ${ref}`).toHaveLength(Math.min(ref + 4, 20))
    }
    held[0]?.resolve(progress(0))
    expect(await answers).toEqual(refs(20).map(progress))
  })

  it('asks nothing more, and waits for nothing, once nobody wants to know', async () => {
    const leaving = new AbortController()
    const asked: number[] = []
    const status = batched((ref, own) => {
      asked.push(ref)
      return hang(ref, own)
    })
    const answers = status(refs(9), context(leaving.signal))
    leaving.abort(new Error('left'))
    await expect(answers).rejects.toThrow('left')
    await settle()
    expect(asked).toEqual([0, 1, 2, 3])
    await expect(status(refs(9), context(leaving.signal))).rejects.toThrow('left')
    expect(asked).toHaveLength(4)
  })

  it('leaves nothing behind, neither timers nor rejections that nobody hears of', async () => {
    const leaving = new AbortController()
    const before = timers()
    const status = batched((ref) => {
      if (ref === 1) throw new Error('boom')
      return Promise.resolve(progress(ref))
    })
    await status(refs(9), context(leaving.signal))
    expect(timers()).toBe(before)
    leaving.abort()
    await settle()
  })
})

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
