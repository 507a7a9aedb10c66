import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createViewers } from './viewer.ts'

const ID = 'abcdefghijklmnopqrstuv'

function visit(url: string, cookie?: string) {
  const viewers = createViewers(() => ID)
  const request = Object.assign(new IncomingMessage(new Socket()), { url })
  if (cookie !== undefined) request.headers.cookie = cookie
  const response = new ServerResponse(request)
  viewers.recognise(request, response, () => {})
  return { owner: viewers.ownerOf(request), cookie: response.getHeader('set-cookie') }
}

describe('a viewer', () => {
  it('gets a cookie at the first visit, which no script and no other site can use', () => {
    const { owner, cookie } = visit('/jobs')
    expect(owner).toBe(ID)
    expect(cookie).toBe(`onetake-viewer=${ID}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax`)
  })

  it('is known by the cookie from then on', () => {
    const mine = 'zyxwvutsrqponmlkjihgfe'
    expect(visit('/jobs', `theme=dark; onetake-viewer=${mine}`)).toEqual({ owner: mine, cookie: undefined })
  })

  it('cannot choose a name that is not one of ours', () => {
    expect(visit('/jobs', 'onetake-viewer=ann').owner).toBe(ID)
  })

  it('gets no cookie from a call, whose late answer would replace the one a job was started with', () => {
    expect(visit('/calls/saymotion/characters.list').cookie).toBeUndefined()
  })
})

describe('a request that was not recognised', () => {
  it('belongs to nobody', () => {
    const { ownerOf } = createViewers()
    expect(() => ownerOf(new IncomingMessage(new Socket()))).toThrow('belongs to nobody')
  })
})
