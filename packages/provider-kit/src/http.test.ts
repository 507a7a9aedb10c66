import { expect, test } from 'vitest'
import { fixedAuth } from './auth.ts'
import { streamBody } from './body.ts'
import { createExchange } from './exchange.ts'
import { createHttp } from './http.ts'
import { toService } from './service.ts'
import { createScriptedService, json, networkError, refusalOf } from './testing/index.ts'

const { signal } = new AbortController()

function start(fetch?: typeof globalThis.fetch) {
  const scripted = createScriptedService()
  const service = toService({ name: 'Opus', url: 'https://opus.test' })
  const auth = fixedAuth(service, { 'x-rapidapi-key': 'canary-key' })
  const exchange = createExchange(service, fetch ?? scripted.io.fetch)
  return { scripted, http: createHttp({ service, exchange, auth, now: scripted.io.now }) }
}

/** Ten bytes, of which the service reads as many as `read` says. */
const tenBytes = () => streamBody('application/octet-stream', 10, new Blob([new Uint8Array(10)]).stream())

test.each([
  ['message', { message: 'no such image' }, 'no such image'],
  ['error', { error: 'Task not found', detail: null }, 'Task not found'],
  ['detail', { detail: 'Task not completed. Status: queued' }, 'Task not completed. Status: queued'],
  [
    'detail as a list',
    { detail: [{ loc: ['body', 'emotion'], msg: 'Input should be sad' }] },
    'emotion: Input should be sad',
  ],
])('a refusal is told in the words of the service, from %s', async (_, body, words) => {
  const { scripted, http } = start()
  scripted.on('/task', json(body, 404))
  expect((await refusalOf(http.read('/task', signal))).message).toBe(`Opus refused: ${words}`)
})

test("a key that is refused is the operator's matter, and goes into no message", async () => {
  const { scripted, http } = start()
  scripted.on('/task', json({ message: 'canary-key is not subscribed' }, 403))
  const error = await refusalOf(http.read('/task', signal))
  expect(error.code).toBe('credentials-refused')
  scripted.on('/task', json({ message: 'canary-key is not subscribed' }, 400))
  expect((await refusalOf(http.read('/task', signal))).message).not.toContain('canary')
})

test('a submit whose body had not left when the line broke was not taken', async () => {
  const { http } = start(async () => {
    throw networkError({ code: 'ECONNRESET', syscall: 'write' })
  })
  expect((await refusalOf(http.submit('/task', tenBytes(), signal))).code).toBe('not-submitted')
})

test('a submit whose body had left when the line broke may have been taken', async () => {
  const { scripted, http } = start()
  scripted.on('/task', networkError({ code: 'ECONNRESET', syscall: 'read' }))
  expect((await refusalOf(http.submit('/task', tenBytes(), signal))).code).toBe('unconfirmed')
  expect(scripted.sent).toHaveLength(1)
})

test.each([
  ['a page', new Response('<html>', { status: 404, headers: { 'content-type': 'text/html' } })],
  ['nothing', new Response(null, { status: 404 })],
  ['what FastAPI says of its routes', json({ detail: 'Not Found' }, 404)],
])('a 404 with %s is about the address: no job is gone by it', async (_, reply) => {
  const { scripted, http } = start()
  scripted.on('/task', reply)
  expect(await refusalOf(http.read('/task', signal))).toMatchObject({ code: 'provider-protocol' })
})
