import { expect, test } from 'vitest'
import { lend } from '../../test/lend.ts'
import { json } from '@onetake/provider-kit/testing'
import { scriptedSayMotion } from '../../test/lend.ts'
import { text2motion } from './text2motion.ts'
import { loop } from './loop.ts'
import { render } from './render.ts'

const AT = 1_800_000_000_000
const input = { prompt: 'a person waves, twice', character: 'c1', physicsFilter: false, variants: 2 }
const asList = ['prompt="a person waves, twice"', 'model=c1', 'dis=s', 'numVariant=2']
const asObject = {
  prompt: 'a person waves, twice',
  model: 'c1',
  dis: 's',
  numVariant: 2,
  mood: 'ours to ignore',
}
const job = (rid: string, parameters: unknown = asList, ctime: unknown = AT) => ({ rid, parameters, ctime })

function find(list: unknown, claimed: string[] = []) {
  const service = scriptedSayMotion()
  service.on('/job/v1/list/', json({ list }))
  const attempt = {
    jobId: 'job-1',
    input,
    submittedAt: AT,
    claimed: claimed.map((rid) => ({ rid, variants: 1 })),
  }
  return { service, found: text2motion.find?.(attempt, lend(service)) }
}

test.each([
  ['a list of parameters', asList],
  ['an object of parameters', asObject],
  ['parameters in another order', asList.toReversed()],
])('the one job with %s like ours is ours', async (_, parameters) => {
  const { service, found } = find([job('other', ['prompt="a person sits"']), job('mine', parameters)])
  expect(await found).toEqual({ rid: 'mine', variants: 2 })
  expect(service.to('/job/v1/list/')[0]?.url.pathname).toBe(
    '/job/v1/list/STARTING,PROGRESS,RETRY,SUCCESS,FAILURE/text2motion',
  )
})

test.each([
  ['an empty list', []],
  ['jobs with another prompt', [job('x', ['prompt="a person"', ...asList.slice(1)])]],
  ['jobs without one of our parameters', [job('x', asList.slice(0, 3))]],
  ['jobs of long before', [job('x', asList, AT - 3_600_001)]],
  ['jobs that are known to be others', [job('claimed')]],
])('%s means that it did not arrive', async (_, list) => {
  expect(await find(list, ['claimed']).found).toBe('absent')
})

test.each([
  ['two jobs like ours', [job('x'), job('y', asObject)]],
  ['a job without parameters', [job('x', undefined), { rid: 'z', ctime: AT }]],
  ['a job with parameters in no form that we know', [job('x', 7)]],
  ['a job with empty parameters', [job('x', {})]],
  ['a job of before, unless our clock is far before that of the service', [job('x', asList, AT - 120_001)]],
  ['one that has more of our parameters than we sent', [job('x', [...asList, 'skipFBX=1'])]],
])('%s cannot be told', async (_, list) => {
  expect(await find(list).found).toBe('unknowable')
})

test('a job of just before, by a clock that is behind, may be ours', async () => {
  expect(await find([job('x', asList, AT - 119_000)]).found).toEqual({ rid: 'x', variants: 2 })
  expect(await find([job('x', asList, 'yesterday')]).found).toEqual({ rid: 'x', variants: 2 })
})

test('a list that is no list is no answer', async () => {
  await expect(find('nothing').found).rejects.toMatchObject({ code: 'provider-protocol' })
})

const looped = { job: 'motion', variant: 1, prompt: 'a, b', repetitions: 2, blendSeconds: 0.5 }
const spaced = '{"blendDuration": 0.50, "numReps": 2, "prompt": "a\\u002c b"}'
test.each([
  ['as it was sent', { loopRequest: '{"prompt":"a\\u002c b","numReps":2,"blendDuration":0.5}' }, 'x'],
  ['in another order, with blanks', { loopRequest: spaced }, 'x'],
  ['as an object', { loopRequest: { numReps: 2, prompt: 'a, b', blendDuration: 0.5 } }, 'x'],
  ['with other values', { loopRequest: { numReps: 3, prompt: 'a, b', blendDuration: 0.5 } }, 'absent'],
  ['without it', {}, 'absent'],
  ['cut', { loopRequest: '{"numReps": 2' }, 'absent'],
  ['nested without end', { loopRequest: [] }, 'absent'],
  ['beside another request', { loopRequest: spaced, refineRequest: '{}' }, 'unknowable'],
])('an edit whose request is listed %s is told as it is', async (_, parameters, expected) => {
  const service = scriptedSayMotion()
  service.on('/job/v1/list/', listOf({ t2m_rid: 'm1', variant_id: 1, ...parameters }))
  const context = lend(service, { motion: { rid: 'm1', variants: 1 } })
  const attempt = { jobId: 'job-1', input: looped, submittedAt: AT, claimed: [] }
  const found = await loop.find?.(attempt, context)
  expect(found).toEqual(expected === 'x' ? { rid: 'x', variants: 1 } : expected)
})

/** Written by hand, as `JSON.stringify` gives up on what is nested very deeply. */
const listOf = (parameters: Readonly<Record<string, unknown>>): Response => {
  const fields = Object.entries(parameters).map(([key, value]) =>
    Array.isArray(value)
      ? `"${key}":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`
      : `"${key}":${JSON.stringify(value)}`,
  )
  return new Response(`{"list":[{"rid":"x","ctime":${AT},"parameters":{${fields.join(',')}}}]}`)
}

test('a render is found by the motion that it shows', async () => {
  const service = scriptedSayMotion()
  service.on(
    '/job/v1/list/',
    json({ list: [job('p1', { t2m_rid: 'm1', variant_id: '1' }), job('p2', { t2m_rid: 'm2' })] }),
  )
  const context = lend(service, { motion: { rid: 'm1', variants: 1 } })
  const attempt = { jobId: 'job-1', input: { job: 'motion', variant: 1 }, submittedAt: AT, claimed: [] }
  expect(await render.find?.(attempt, context)).toEqual({ rid: 'p1', variants: null })
  expect(service.to('/job/v1/list/')[0]?.url.pathname).toMatch(/\/render$/)
})
