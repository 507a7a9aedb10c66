import { expect, it } from 'vitest'
import { unreachableProviders } from './unreachable-providers.ts'

it('what changes an account, or shows what belongs to others, is for operators', () => {
  const closed = unreachableProviders().flatMap(({ id, calls }) =>
    Object.entries(calls).flatMap(([name, { scope }]) => (scope === 'account' ? [`${id}.${name}`] : [])),
  )
  expect(closed.toSorted()).toEqual([
    'animate3d.characters.delete',
    'animate3d.characters.upload',
    'animate3d.jobs.list',
    'animate3d.webhooks.delete',
    'animate3d.webhooks.get',
    'animate3d.webhooks.list',
    'animate3d.webhooks.register',
    'animate3d.webhooks.update',
    'hallo.config',
    'saymotion.characters.delete',
    'saymotion.characters.upload',
    'saymotion.jobs.list',
  ])
})
