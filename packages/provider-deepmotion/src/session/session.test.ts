import { expect, test } from 'vitest'
import { lend } from '../../test/lend.ts'
import { refusalOf } from '@onetake/provider-kit/testing'
import { json, networkError } from '@onetake/provider-kit/testing'
import { scriptedSayMotion, login } from '../../test/lend.ts'

const BALANCE = '/account/v1/creditBalance'
const LOGIN = '/account/v1/auth'

function start() {
  const service = scriptedSayMotion()
  service.on(BALANCE, json({ credits: 1 }))
  const { client, signal } = lend(service)
  return { service, read: () => client.read(BALANCE, signal), client }
}

const cookiesTo = ({ service }: ReturnType<typeof start>, path: string) =>
  service.to(path).map(({ headers }) => headers.get('cookie'))

test('calls at the same time share one login', async () => {
  const { service, read } = start()
  await Promise.all(Array.from({ length: 50 }, read))
  expect(service.to(LOGIN)).toHaveLength(1)
  expect(service.to(BALANCE)).toHaveLength(50)
})

test('the login carries the key pair and nothing else does', async () => {
  const { service, read } = start()
  await read()
  expect(service.to(LOGIN)[0]?.headers.get('authorization')).toBe(`Basic ${btoa('canary-id:canary-secret')}`)
  expect(service.to(BALANCE)[0]?.headers.has('authorization')).toBe(false)
})

test.each(['s%3Aabc.d%2Fe%2Bf', 'v1==', 'a b'])(
  'the cookie %s goes back exactly as it came',
  async (value) => {
    const run = start()
    run.service.on(LOGIN, login('other=1; Path=/', `dmsess=${value}; Path=/; HttpOnly`))
    await run.read()
    expect(cookiesTo(run, BALANCE)).toEqual([`dmsess=${value}`])
  },
)

test('a session is renewed a minute before it ends, not earlier', async () => {
  const run = start()
  await run.read()
  run.service.pass(3_600_000 - 61_000)
  await run.read()
  expect(run.service.to(LOGIN)).toHaveLength(1)
  run.service.pass(2_000)
  await Promise.all([run.read(), run.read()])
  expect(run.service.to(LOGIN)).toHaveLength(2)
  expect(cookiesTo(run, BALANCE).at(-1)).toBe('dmsess=s%3A2.a%2Fb')
})

test.each([
  ['a year ahead', 'Thu, 01 Jan 2026 00:00:00 GMT'],
  ['half an hour behind', new Date(1_800_000_000_000 + 1_800_000).toUTCString()],
])('a clock that is %s of the service does not outlive a session', async (_, date) => {
  const { service, read } = start()
  const headers = new Headers({ date })
  const expires = new Date(Date.parse(date) + 600_000).toUTCString()
  headers.append('set-cookie', `dmsess=x; Expires=${expires}`)
  service.on(LOGIN, () => new Response('', { headers }))
  await read()
  service.pass(8 * 60_000)
  await read()
  expect(service.to(LOGIN)).toHaveLength(1)
  service.pass(2 * 60_000)
  await read()
  expect(service.to(LOGIN)).toHaveLength(2)
})

test('Max-Age counts before Expires', async () => {
  const { service, read } = start()
  service.on(LOGIN, () => login('dmsess=x; Max-Age=600; Expires=Fri, 01 Jan 2100 00:00:00 GMT'))
  await read()
  service.pass(9 * 60_000)
  await read()
  expect(service.to(LOGIN)).toHaveLength(2)
})

test('a cookie without an end, or one that is over on arrival, is used until it is refused', async () => {
  const { service, read } = start()
  service.on(LOGIN, login('dmsess=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT'))
  await read()
  service.pass(86_400_000)
  await read()
  expect(service.to(LOGIN)).toHaveLength(1)
})

test.each([401, 403])('a read that meets %s is repeated once, with a new session', async (status) => {
  const run = start()
  run.service.on(BALANCE, json({ message: 'who?' }, status), json({ credits: 1 }))
  await expect(run.read()).resolves.toEqual({ credits: 1 })
  expect(cookiesTo(run, BALANCE)).toEqual(['dmsess=s%3A1.a%2Fb', 'dmsess=s%3A2.a%2Fb'])
})

test('many reads that meet the end of a session share one renewal', async () => {
  const { service, read } = start()
  await read()
  service.on(BALANCE, ({ headers }) =>
    headers.get('cookie') === 'dmsess=s%3A1.a%2Fb' ? json({}, 401) : json({ credits: 1 }),
  )
  await Promise.all(Array.from({ length: 50 }, read))
  expect(service.to(LOGIN)).toHaveLength(2)
})

test('a refusal that arrives late does not end the session that came after', async () => {
  const { service, read } = start()
  let answerLate: (response: Response) => void = () => {}
  const late = new Promise<Response>((resolve) => (answerLate = resolve))
  service.on(BALANCE, () => late, json({}, 401), json({ credits: 1 }))
  const slow = read()
  await read()
  answerLate(json({}, 401))
  await expect(slow).resolves.toEqual({ credits: 1 })
  expect(service.to(LOGIN)).toHaveLength(2)
})

test('refused credentials are tried once a minute', async () => {
  const { service, read } = start()
  service.on(LOGIN, json({ message: 'no' }, 401))
  for (let index = 0; index < 20; index += 1) {
    expect(await refusalOf(read())).toMatchObject({ code: 'credentials-refused' })
  }
  expect(service.to(LOGIN)).toHaveLength(1)
  expect(service.to(BALANCE)).toHaveLength(0)
  service.pass(60_000)
  await refusalOf(read())
  expect(service.to(LOGIN)).toHaveLength(2)
})

test('sessions that are refused as soon as they open make no storm of logins', async () => {
  const { service, read } = start()
  service.on(BALANCE, json({}, 401))
  for (let index = 0; index < 20; index += 1) {
    expect(await refusalOf(read())).toMatchObject({ code: 'credentials-refused' })
  }
  expect(service.to(LOGIN)).toHaveLength(2)
  service.pass(60_000)
  service.on(BALANCE, ({ headers }) =>
    headers.get('cookie') === 'dmsess=s%3A3.a%2Fb' ? json({ credits: 2 }) : json({}, 401),
  )
  await expect(read()).resolves.toEqual({ credits: 2 })
})

test.each([
  ['a login page', new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'provider-protocol'],
  [
    'a redirect',
    new Response('', { status: 302, headers: { location: 'https://evil.test/' } }),
    'provider-protocol',
  ],
  ['a 503', json({}, 503), 'provider-unavailable'],
  ['a 429', json({}, 429, { 'retry-after': '9' }), 'rate-limited'],
  ['a broken line', networkError({ code: 'ECONNRESET' }), 'provider-unavailable'],
])('a login that meets %s is tried again by the next call', async (_, reply, code) => {
  const { service, read } = start()
  service.on(LOGIN, reply, login('dmsess=x'))
  expect(await refusalOf(read())).toMatchObject({ code })
  await expect(read()).resolves.toEqual({ credits: 1 })
})

test('a caller who gives up does not end the login of the others', async () => {
  const { service, client } = start()
  let open: (response: Response) => void = () => {}
  service.on(LOGIN, () => new Promise<Response>((resolve) => (open = resolve)))
  const impatient = new AbortController()
  const first = client.read(BALANCE, impatient.signal)
  const second = client.read(BALANCE, new AbortController().signal)
  impatient.abort(new Error('enough'))
  await expect(first).rejects.toThrow('enough')
  open(login('dmsess=x'))
  await expect(second).resolves.toEqual({ credits: 1 })
})
