import { JobError } from '@onetake/core'
import { json, refusalOf } from '@onetake/provider-kit/testing'
import { expect, test } from 'vitest'
import { lend, scriptedSayMotion } from '../../test/lend.ts'
import { optimizePrompt } from './optimize-prompt.ts'
import { motionOf } from './saymotion-ref.ts'

const PROMPTS = ['A person walks.', 'A person sits, "slowly".']

const askedOf = async (details: unknown, status = 'SUCCESS') => {
  const service = scriptedSayMotion()
  service.on('/prompt/v1/status/', json({ count: 1, status: [{ rid: 'q1', status, details }] }))
  const [answer] = await optimizePrompt.status([{ promptRid: 'q1' }], lend(service))
  return answer
}

test('a prompt is sent in quotes, and its handle is no handle of a job', async () => {
  const service = scriptedSayMotion()
  service.on('/prompt/v1/optimize', json({ rid: 'q1' }))
  const context = lend(service)
  const ref = await optimizePrompt.submit({ prompt: 'walks, then sits', breakIntoActions: true }, context)
  expect(ref).toEqual({ promptRid: 'q1' })
  expect(service.to('/prompt/')[0]).toMatchObject({
    method: 'POST',
    body: { params: ['prompt="walks, then sits"', 'breakIntoActionablePrompts=1'] },
  })
  const asMotion = motionOf('j1', { refOf: async () => ref })
  expect(await refusalOf(asMotion)).toMatchObject({ code: 'invalid-input' })
})

test.each([
  ['JSON in a text', JSON.stringify(PROMPTS)],
  ['a real array', PROMPTS],
])('prompts are read from %s', async (_, out) => {
  expect(await askedOf({ in: null, out })).toEqual({
    status: 'succeeded',
    output: { artifacts: [], data: { prompts: PROMPTS } },
  })
})

test.each([
  ['no prompts', { in: null }],
  ['no details', null],
  ['a text that is no JSON', { out: 'A person walks.' }],
  ['JSON that is no list', { out: '{"a":1}' }],
  ['a list of other things', { out: '[1]' }],
])('a finished prompt with %s is asked about again', async (_, details) => {
  expect(await askedOf(details)).toMatchObject({ name: 'JobError', code: 'provider-protocol' })
})

test.each([
  ['PROGRESS', { step: 1, total: 4 }, { status: 'running', progress: 0.25 }],
  ['FAILURE', { exc_message: ['101'] }, { status: 'failed', error: { code: 'insufficient-credits' } }],
])('a prompt that is %s stands as jobs do', async (status, details, expected) => {
  expect(await askedOf(details, status)).toMatchObject(expected)
})

test('fifty prompts are one question, and one that is unknown is lost', async () => {
  const service = scriptedSayMotion()
  service.on('/prompt/v1/status/', ({ url }) => {
    const rids = url.pathname.split('/').pop()?.split(',') ?? []
    const known = rids.filter((rid) => rid !== 'q7').toReversed()
    return json({ status: known.map((rid) => ({ rid, status: 'PROGRESS', details: { step: 0, total: 1 } })) })
  })
  const refs = Array.from({ length: 60 }, (_, index) => ({ promptRid: `q${index}` }))
  const answers = await optimizePrompt.status(refs, lend(service))
  expect(service.sent.filter(({ url }) => url.pathname.startsWith('/prompt/'))).toHaveLength(2)
  expect(answers).toHaveLength(60)
  expect(answers.flatMap((answer, index) => (JobError.is(answer) ? [[index, answer.code]] : []))).toEqual([
    [7, 'lost'],
  ])
})

test('there is nothing to download', async () => {
  expect(
    await refusalOf(optimizePrompt.download(undefined as never, lend(scriptedSayMotion()))),
  ).toMatchObject({ code: 'not-found' })
})
