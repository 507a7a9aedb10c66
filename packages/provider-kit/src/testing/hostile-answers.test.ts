import { JobError } from '@onetake/core'
import { expect, test } from 'vitest'
import { endure } from './endure.ts'
import { hostileAnswers } from './hostile-answers.ts'

const VALID = { count: 1, status: [{ rid: 'r1', status: 'PROGRESS', details: { step: 3, total: 10 } }] }
const textsOf = async (seed: number, count = 300) => {
  const texts: string[] = []
  for (const { kind, reply } of hostileAnswers(VALID, { seed, count })) {
    if (kind === 'never ends') continue
    const { status, headers } = reply()
    const text = await reply()
      .text()
      .catch(() => 'broke off')
    texts.push(`${kind}: ${status} ${headers.get('retry-after')} ${text}`)
  }
  return texts
}

test('the same seed gives the same answers, another seed others', async () => {
  expect(await textsOf(1)).toEqual(await textsOf(1))
  expect(await textsOf(1)).not.toEqual(await textsOf(2))
})

test('answers are many and different, and most are JSON', async () => {
  const texts = await textsOf(3, 3_000)
  expect(new Set(texts).size).toBeGreaterThan(1_500)
  const bodies = texts.map((text) => text.slice(text.indexOf(' ', text.indexOf(': 200 ') + 6) + 1))
  expect(bodies.filter(isJson).length).toBeGreaterThan(1_500)
  expect(texts.some((text) => text.includes('1e999'))).toBe(true)
})

test('a text is cut and changed as it is', async () => {
  for (const { reply } of hostileAnswers('event: done\n\n', { seed: 4, count: 300 })) {
    expect(reply()).toBeInstanceOf(Response)
  }
})

test('what is endured is counted; what is no JobError names its answer', async () => {
  const few = () => hostileAnswers(VALID, { seed: 5, count: 10 })
  expect(await endure(few(), async () => null)).toEqual({ value: 10 })
  const lost = () => Promise.reject(new JobError('lost', 'Gone.'))
  expect(await endure(few(), lost)).toEqual({ lost: 10 })
  await expect(endure(few(), () => Promise.reject(new TypeError('x is undefined')))).rejects.toThrow(
    /Answer 0/,
  )
  await expect(endure(few(), () => Promise.reject(JobError.from('a bug')))).rejects.toThrow(/Answer 0/)
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
