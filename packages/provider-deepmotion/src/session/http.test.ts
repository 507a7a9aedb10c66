import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { createExchange, createHttp, fixedAuth, jsonBody, toService } from '@onetake/provider-kit'
import { json, networkError, refusalOf } from '@onetake/provider-kit/testing'
import { CREDENTIALS, lend, scriptedSayMotion } from '../../test/lend.ts'
import { connectSayMotion } from '../saymotion/client.ts'

const READ = '/job/v1/status/r1'
const SUBMIT = '/job/v1/process/text2motion'
const HTML = { headers: { 'content-type': 'text/html' } }

function start() {
  const service = scriptedSayMotion()
  const { client, signal } = lend(service)
  return {
    service,
    read: () => client.read(READ, signal),
    submit: () => client.submit(SUBMIT, jsonBody({ params: [] }), signal),
  }
}

const unavailable = (message: string) =>
  new Response(message, { status: 503, headers: { 'retry-after': '4' } })

test.each([
  ['HTML with 200', new Response('<html>', HTML), 'provider-protocol'],
  ['garbage with 200', new Response('{"status": [', { status: 200 }), 'provider-protocol'],
  ['nothing with 200', new Response(null, { status: 204 }), 'provider-protocol'],
  [
    'a redirect',
    new Response(null, { status: 302, headers: { location: 'https://evil.test/' } }),
    'provider-protocol',
  ],
  ['a broken line', networkError({ code: 'ECONNRESET', syscall: 'read' }), 'provider-unavailable'],
  [
    'a refused connection',
    networkError({ code: 'ECONNREFUSED', syscall: 'connect' }),
    'provider-unavailable',
  ],
  ['500', json({ message: 'oops' }, 500), 'provider-unavailable'],
  ['an HTML 504', new Response('<html>', { status: 504, ...HTML }), 'provider-unavailable'],
  ['400', json({ message: 'bad rid' }, 400), 'invalid-input'],
  ['404', json({ message: 'no such job' }, 404), 'not-found'],
  ['418', json({ message: 'teapot' }, 418), 'provider-failed'],
])('a read that meets %s', async (_, reply, code) => {
  const { service, read } = start()
  service.on(READ, reply)
  expect(await refusalOf(read())).toMatchObject({ code })
  expect(service.to(READ)).toHaveLength(1)
})

test.each([
  [json({}, 429, { 'retry-after': '3' }), 'rate-limited', 3_000],
  [unavailable('down'), 'provider-unavailable', 4_000],
])('a read says how long to wait', async (reply, code, retryAfterMs) => {
  const { service, read } = start()
  service.on(READ, reply)
  expect(await refusalOf(read())).toMatchObject({ code, retryAfterMs })
})

test('a body without end is not read to its end', async () => {
  const { service, read } = start()
  let pulled = 0
  const endless = new ReadableStream({
    pull(controller) {
      pulled += 1
      controller.enqueue(new Uint8Array(1024 * 1024))
    },
  })
  service.on(READ, () => new Response(endless))
  expect(await refusalOf(read())).toMatchObject({ code: 'provider-protocol' })
  expect(pulled).toBeLessThan(20)
})

test.each([
  ['no connection', networkError({ code: 'ECONNREFUSED', syscall: 'connect' }), 'not-submitted'],
  ['no such host', networkError({ code: 'ENOTFOUND', syscall: 'getaddrinfo' }), 'not-submitted'],
  ['no connection in time', networkError({ code: 'UND_ERR_CONNECT_TIMEOUT' }), 'not-submitted'],
  ['a line that breaks', networkError({ code: 'ECONNRESET', syscall: 'read' }), 'unconfirmed'],
  ['a socket that closes', networkError({ code: 'UND_ERR_SOCKET' }), 'unconfirmed'],
  ['500', json({ message: 'oops' }, 500), 'unconfirmed'],
  ['502', new Response('<html>', { status: 502, ...HTML }), 'unconfirmed'],
  ['503', unavailable('down'), 'unconfirmed'],
  ['504', json({}, 504), 'unconfirmed'],
  ['408', json({}, 408), 'unconfirmed'],
  [
    'a redirect',
    new Response(null, { status: 307, headers: { location: 'https://evil.test/' } }),
    'unconfirmed',
  ],
  ['HTML with 200', new Response('<html>', HTML), 'unconfirmed'],
  ['garbage with 200', new Response('{"rid"'), 'unconfirmed'],
  ['400', json({ message: 'bad model' }, 400), 'invalid-input'],
  ['402', json({ message: 'pay' }, 402), 'insufficient-credits'],
  ['409', json({ message: 'busy' }, 409), 'conflict'],
  ['429', json({}, 429), 'rate-limited'],
  ['401', json({}, 401), 'not-submitted'],
  ['403', json({}, 403), 'not-submitted'],
])('a submit that meets %s is sent once', async (_, reply, code) => {
  const { service, submit } = start()
  service.on(SUBMIT, reply)
  const error = await refusalOf(submit())
  expect(error).toMatchObject({ code })
  expect(error.message).toMatch(/^[A-Z].*\.?$/)
  expect(service.to(SUBMIT)).toHaveLength(1)
})

test('a submit that meets the end of a session leaves a new one for the next start', async () => {
  const { service, submit } = start()
  service.on(SUBMIT, json({}, 401), json({ rid: 'r1' }))
  expect(await refusalOf(submit())).toMatchObject({ code: 'not-submitted' })
  await expect(submit()).resolves.toEqual({ rid: 'r1' })
  expect(service.to(SUBMIT).map(({ headers }) => headers.get('cookie'))).toEqual([
    'dmsess=s%3A1.a%2Fb',
    'dmsess=s%3A2.a%2Fb',
  ])
})

test.each([
  ['cannot be reached', networkError({ code: 'ECONNRESET' }), 'not-submitted'],
  ['is down', json({}, 503), 'not-submitted'],
  ['refuses the credentials', json({}, 401), 'credentials-refused'],
  ['asks to slow down', json({}, 429), 'rate-limited'],
])('a submit whose login %s sends nothing', async (_, reply, code) => {
  const { service, submit } = start()
  service.on('/account/v1/auth', reply)
  expect(await refusalOf(submit())).toMatchObject({ code })
  expect(service.to(SUBMIT)).toHaveLength(0)
})

test.each(['http://localhost', 'http://127.0.0.1', 'https://nowhere.invalid'])(
  'a submit to %s, where nobody listens, was not sent',
  async (host) => {
    const service = scriptedSayMotion()
    const send: typeof fetch = (input, init) =>
      String(input).endsWith('/auth') ? service.io.fetch(input, init) : fetch(input, init)
    const url = `${host}:${await closedPort()}`
    const { submit } = connectSayMotion({ ...CREDENTIALS, url }, { ...service.io, fetch: send })
    const error = await refusalOf(submit(SUBMIT, jsonBody({}), new AbortController().signal))
    expect(error).toMatchObject({ code: 'not-submitted' })
    expect(error.message).not.toMatch(/localhost|127|nowhere/)
  },
)

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

test('a submit that is given up before it leaves is not sent', async () => {
  const service = scriptedSayMotion()
  const { client } = lend(service)
  await client.read(READ, new AbortController().signal).catch(() => {})
  expect(await refusalOf(client.submit(SUBMIT, jsonBody({}), AbortSignal.abort()))).toMatchObject({
    code: 'not-submitted',
  })
  expect(service.to(SUBMIT)).toHaveLength(0)
})

test('a service that hangs ends a read as unavailable and a submit as unconfirmed', async () => {
  const hangs: typeof fetch = (_, init) =>
    new Promise((_resolve, reject) =>
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
    )
  const service = toService({ name: 'SayMotion', url: 'https://say.test' })
  const exchange = createExchange(service, hangs, 5)
  const http = createHttp({ service, exchange, auth: fixedAuth(service), now: () => 0 })
  const { signal } = new AbortController()
  expect(await refusalOf(http.read(READ, signal))).toMatchObject({ code: 'provider-unavailable' })
  expect(await refusalOf(http.submit(SUBMIT, jsonBody({}), signal))).toMatchObject({ code: 'unconfirmed' })
})

test('a message repeats the words of the service, never a link or a secret', async () => {
  const { service, read, submit } = start()
  const said = 'bad\nsession dmsess=s%3A1.a%2Fb of canary-id:canary-secret at https://x.test/?sig=1'
  for (const reply of [
    json({ message: said }, 400),
    new Response(said, { status: 400, headers: { 'content-type': 'text/plain' } }),
  ]) {
    service.on(READ, reply)
    service.on(SUBMIT, reply)
    for (const error of [await refusalOf(read()), await refusalOf(submit())]) {
      expect(error.message).toMatch(/^SayMotion refused: bad session/)
      expect(JSON.stringify([error, error.message])).not.toMatch(/canary|s%3A1|x\.test|sig=/)
    }
  }
})

test('no redirect is followed with credentials', async () => {
  const { service, read, submit } = start()
  const away = new Response(null, { status: 307, headers: { location: 'https://evil.test/steal' } })
  service.on(READ, away)
  service.on(SUBMIT, away)
  await refusalOf(read())
  await refusalOf(submit())
  expect(service.sent.map(({ url }) => url.origin)).toEqual(Array(3).fill('https://say.test'))
})
