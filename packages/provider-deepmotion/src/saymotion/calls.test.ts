import { expect, test } from 'vitest'
import { lend } from '../../test/lend.ts'
import { refusalOf } from '@onetake/provider-kit/testing'
import { json } from '@onetake/provider-kit/testing'
import { scriptedSayMotion } from '../../test/lend.ts'
import { cancel } from './cancel.ts'
import { characters, deleteCharacter } from './characters.ts'
import { credits } from './credits.ts'

const untoldOf = { kind: null, rigId: null, createdAt: null, updatedAt: null }

test('characters are read as clients meet them', async () => {
  const service = scriptedSayMotion()
  const list = [
    {
      id: 'a',
      name: 'Ada',
      thumb: 'https://x.test/canary',
      glb: 'https://x.test/canary',
      rigId: 'r1',
      platform: 'custom',
      ctime: 1,
      mtime: 2,
    },
    { id: 'b', name: null },
  ]
  service.on('/character/v1/listModels', json({ count: 2, list }))
  expect(await characters.run({ kind: 'all' }, lend(service))).toEqual([
    { id: 'a', name: 'Ada', kind: 'custom', rigId: 'r1', createdAt: 1, updatedAt: 2 },
    { ...untoldOf, id: 'b', name: '' },
  ])
})

test('characters are read as the document prints them', async () => {
  const service = scriptedSayMotion()
  service.on('/character/v1/listModels', json([{ Id: 'a', name: 'Ada' }, { Id: 'b' }]))
  expect(await characters.run({ kind: 'all' }, lend(service))).toEqual([
    { ...untoldOf, id: 'a', name: 'Ada' },
    { ...untoldOf, id: 'b', name: '' },
  ])
})

test.each([
  [{ kind: 'all' }, '?stockModel=all'],
  [{ kind: 'custom' }, ''],
  [{ kind: 'roblox', search: 'a&b=c' }, '?stockModel=roblox&searchToken=a%26b%3Dc'],
  [{ kind: 'all', id: 'c/1' }, '?stockModel=all&modelId=c%2F1'],
] as const)('characters %j asks for %s', async (input, search) => {
  const service = scriptedSayMotion()
  service.on('/character/v1/listModels', json({ list: [] }))
  await characters.run(input, lend(service))
  expect(service.to('/character/v1/listModels')[0]?.url.search).toBe(search)
})

test('a character without an id is no answer', async () => {
  const service = scriptedSayMotion()
  service.on('/character/v1/listModels', json({ list: [{ name: 'Ada' }] }))
  expect(await refusalOf(characters.run({ kind: 'all' }, lend(service)))).toMatchObject({
    code: 'provider-protocol',
  })
})

const START = Date.UTC(2026, 10, 1)
const END = Date.UTC(2026, 11, 1)
const untold = { plan: null, planCredits: null, period: null, maxVariants: null }

test.each([
  ['alone', { credits: 12.5 }, { ...untold, credits: 12.5 }],
  [
    'with their plan',
    {
      credits: 3,
      subscription: { name: 'Studio', credits: 500, featureLimits: { maxVariantsGeneration: 4 } },
    },
    { credits: 3, plan: 'Studio', planCredits: 500, period: null, maxVariants: 4 },
  ],
  ['in an odd plan', { credits: 3, subscription: { name: 7, currentPeriod: { start: 'soon' } } }, untold],
])('credits are told %s', async (_, answer, expected) => {
  const service = scriptedSayMotion()
  service.on('/account/v1/creditBalance', json(answer))
  expect(await credits.run({}, lend(service))).toEqual({ credits: answer.credits, ...expected })
})

test.each([
  ['ms', START, END],
  ['seconds', START / 1000, END / 1000],
  ['text', '2026-11-01T00:00:00.000Z', '2026-12-01'],
])('the period of a plan is read where it is written as %s', async (_, start, end) => {
  const service = scriptedSayMotion()
  service.on(
    '/account/v1/creditBalance',
    json({ credits: 1, subscription: { currentPeriod: { start, end } } }),
  )
  expect((await credits.run({}, lend(service))).period).toEqual({ startAt: START, endAt: END })
})

test('a character that is deleted is known no longer', async () => {
  const service = scriptedSayMotion()
  const context = lend(service)
  service.on('/character/v1/listModels', json({ list: [{ id: 'a' }] }), json({ list: [] }))
  service.on('/character/v1/deleteModel/a', json({ count: 1 }), json({ count: 0 }), json({}))
  expect(await context.client.knownCharacters('a', context.signal)).toHaveLength(1)
  expect(await deleteCharacter.run({ id: 'a' }, context)).toEqual({ deleted: true })
  expect(await context.client.knownCharacters('a', context.signal)).toHaveLength(0)
  expect(await deleteCharacter.run({ id: 'a' }, context)).toEqual({ deleted: false })
  expect(await refusalOf(deleteCharacter.run({ id: 'a' }, context))).toMatchObject({
    code: 'provider-protocol',
  })
  expect(service.to('/character/v1/deleteModel/').map(({ method }) => method)).toEqual([
    'DELETE',
    'DELETE',
    'DELETE',
  ])
})

test('a cancel that did nothing is a conflict', async () => {
  const service = scriptedSayMotion()
  const context = lend(service)
  service.on('/job/v1/cancel/a%2Fb', json({ result: true }), json({ result: false }), json({}))
  const ask = () => cancel({ rid: 'a/b', variants: 1 }, context)
  await ask()
  expect(await refusalOf(ask())).toMatchObject({ code: 'conflict', message: /ended already/ })
  expect(await refusalOf(ask())).toMatchObject({ code: 'provider-protocol' })
  expect(service.to('/job/v1/cancel/').every(({ method }) => method === 'GET')).toBe(true)
})
