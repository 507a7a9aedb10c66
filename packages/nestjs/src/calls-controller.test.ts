import { callFor, defineProvider, type AnyCall, type Json } from '@onetake/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ownerOf, serve } from '../test/serve.ts'
import { OnetakeModule } from './onetake-module.ts'

const saying = (result: Json, scope: AnyCall['scope'] = 'viewer') =>
  defineProvider({
    id: 'test',
    connect: () => ({}),
    operations: {},
    calls: { say: callFor()({ title: 'Say', scope, input: z.object({}), run: async () => result }) },
  })(null)

describe('the answer to a call', () => {
  it.each([[null], ['<b>text</b>'], [3], [[1, 2]]])('is JSON, whatever it is: %j', async (result) => {
    const { url, close } = await serve((artifacts) =>
      OnetakeModule.forRoot({ providers: [saying(result)], artifacts, owner: ownerOf }),
    )
    const headers = { 'x-viewer': 'ann', 'content-type': 'application/json' }
    const response = await fetch(`${url}/calls/test/say`, { method: 'POST', body: '{}', headers })
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual(result)
    await close()
  })
})

describe('a call of the whole account', () => {
  it.each([
    ['ann', 404],
    [{ owner: 'ann' }, 404],
    [{ owner: 'ann', isOperator: true }, 200],
  ])('asked for by %j: %i', async (viewer, status) => {
    const { url, close } = await serve((artifacts) =>
      OnetakeModule.forRoot({ providers: [saying('done', 'account')], artifacts, owner: () => viewer }),
    )
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${url}/calls/test/say`, { method: 'POST', body: '{}', headers })
    expect(response.status).toBe(status)
    await close()
  })
})
