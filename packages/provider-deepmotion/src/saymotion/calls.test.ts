import { expect, test } from 'vitest'
import { lend } from '../../test/lend.ts'
import { refusalOf } from '@onetake/provider-kit/testing'
import { json } from '@onetake/provider-kit/testing'
import { scriptedSayMotion } from '../../test/lend.ts'
import { cancel } from './cancel.ts'
import { characters } from './characters.ts'
import { credits } from './credits.ts'

test.each([
  [
    'as clients meet it',
    {
      count: 2,
      list: [
        { id: 'a', name: 'Ada', thumb: 'https://x.test/canary' },
        { id: 'b', name: null },
      ],
    },
  ],
  ['as the document prints it', [{ Id: 'a', name: 'Ada' }, { Id: 'b' }]],
])('characters are read %s', async (_, answer) => {
  const service = scriptedSayMotion()
  service.on('/character/v1/listModels', json(answer))
  expect(await characters.run({ kind: 'all' }, lend(service))).toEqual([
    { id: 'a', name: 'Ada' },
    { id: 'b', name: '' },
  ])
})

test.each([
  [{ kind: 'all' }, '?stockModel=all'],
  [{ kind: 'custom' }, ''],
  [{ kind: 'roblox', search: 'a&b=c' }, '?stockModel=roblox&searchToken=a%26b%3Dc'],
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

test.each([
  [{ credits: 12.5 }, { credits: 12.5, plan: null, maxVariants: null }],
  [
    { credits: 3, subscription: { name: 'Studio', featureLimits: { maxVariantsGeneration: 4 } } },
    { credits: 3, plan: 'Studio', maxVariants: 4 },
  ],
])('credits keep their fraction and their plan', async (answer, expected) => {
  const service = scriptedSayMotion()
  service.on('/account/v1/creditBalance', json(answer))
  expect(await credits.run({}, lend(service))).toEqual(expected)
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
