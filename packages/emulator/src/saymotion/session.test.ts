import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { basic, signIn } from '../../test/api.ts'
import { createManualClock } from '../clock.ts'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { SayMotionModes } from './modes.ts'

const clock = createManualClock()
let emulator: Emulator

const restart = async (saymotion: Partial<SayMotionModes>) => {
  await emulator.close()
  emulator = await createEmulator({ clock, modes: { saymotion } })
}
const credits = (headers: Record<string, string>) =>
  fetch(`${emulator.urls.saymotion}/account/v1/creditBalance`, { headers })

beforeEach(async () => {
  emulator = await createEmulator({ clock })
})
afterEach(() => emulator.close())

describe('a session', () => {
  it('is a cookie that clients of every kind can keep', async () => {
    const answer = await fetch(`${emulator.urls.saymotion}/account/v1/auth`, {
      headers: { authorization: basic(emulator) },
    })
    const cookie = answer.headers.get('set-cookie') ?? ''
    const [pair = '', ...attributes] = cookie.split('; ')
    expect(pair).toMatch(/^dmsess=s%3A[^=;, ]+$/)
    expect(attributes.map((attribute) => attribute.split('=')[0])).toEqual(['Path', 'Expires', 'HttpOnly'])
    const expires = attributes.find((attribute) => attribute.startsWith('Expires='))?.slice(8) ?? ''
    expect(Date.parse(expires)).toBe(clock.now() + 3_600_000)
  })

  it('ends after its time, and signing in again gives another', async () => {
    const cookie = await signIn(emulator)
    clock.advance(3_599_000)
    expect((await credits({ cookie })).status).toBe(200)
    clock.advance(1000)
    const refused = await credits({ cookie })
    expect(refused.status).toBe(401)
    expect(await refused.json()).toEqual({ message: 'The session has expired.' })
    expect((await credits({ cookie: await signIn(emulator) })).status).toBe(200)
  })

  it('outlives others that begin at the same time', async () => {
    const cookies = await Promise.all(Array.from({ length: 4 }, () => signIn(emulator)))
    expect(new Set(cookies).size).toBe(4)
    const answers = await Promise.all(cookies.map((cookie) => credits({ cookie })))
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200])
  })

  it('is found among pairs without a value and other cookies', async () => {
    const cookie = await signIn(emulator)
    expect((await credits({ cookie: `theme=dark; ${cookie}; Path` })).status).toBe(200)
  })

  it('cannot be forged', async () => {
    const cookie = await signIn(emulator)
    const [head = '', signature = ''] = cookie.split('.')
    const forged = `${head}.${signature.slice(0, -1)}${signature.endsWith('A') ? 'B' : 'A'}`
    expect((await credits({ cookie: forged })).status).toBe(401)
  })
})

describe('Basic credentials', () => {
  it('do instead of the cookie', async () => {
    expect((await credits({ authorization: basic(emulator) })).status).toBe(200)
    expect((await credits({ authorization: basic(emulator), cookie: 'dmsess=dead' })).status).toBe(200)
  })

  it('count only at sign-in where the modes say so', async () => {
    await restart({ basicAuth: 'rejected' })
    expect((await credits({ authorization: basic(emulator) })).status).toBe(401)
    expect((await credits({ cookie: await signIn(emulator) })).status).toBe(200)
  })

  it('are refused when wrong, as is a request without any', async () => {
    const wrong = `Basic ${Buffer.from('emulated-client:guess').toString('base64')}`
    const answer = await fetch(`${emulator.urls.saymotion}/account/v1/auth`, {
      headers: { authorization: wrong },
    })
    expect([answer.status, answer.statusText, answer.headers.get('set-cookie')]).toEqual([
      401,
      'Unauthorized',
      null,
    ])
    expect((await credits({})).status).toBe(401)
  })
})

describe('error bodies', () => {
  it('are plain text where the modes say so', async () => {
    await restart({ errorBody: 'text' })
    const answer = await credits({})
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      401,
      'text/plain; charset=utf-8',
      'Not signed in.',
    ])
  })
})
