import * as fc from 'fast-check'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { fixedAuth } from './auth.ts'
import { createExchange } from './exchange.ts'
import { createHttp } from './http.ts'
import { createBoundary, multipart } from './multipart.ts'
import { toService } from './service.ts'
import { refusalOf } from './testing/index.ts'

const content = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251)
const file = { bytes: content.byteLength, stream: () => new Blob([content]).stream() }

let close = () => {}
afterEach(() => close())

/** A server of this test. @returns Its address. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  close = () => {
    server.close()
    server.closeAllConnections()
  }
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a form arrives as it was meant, with its length known beforehand', async () => {
  let length: string | undefined
  let form = new FormData()
  const url = await serve(async (request, response) => {
    length = request.headers['content-length']
    const body = new Blob(await request.toArray())
    const type = { headers: { 'content-type': request.headers['content-type'] ?? '' } }
    form = await new Response(body, type).formData()
    response.end()
  })
  const body = multipart(
    [
      { field: 'emotion', text: 'héllo\r\n--edge--' },
      { field: 'image', file, name: 'a "b"\r\n.png', type: 'image/png' },
    ],
    'edge1',
  )
  await createExchange(toService({ name: 'x', url }), fetch)('/', { method: 'POST', headers: {}, body })
  expect(Number(length)).toBe(body.bytes)
  expect(form.get('emotion')).toBe('héllo\r\n--edge--')
  const image = form.get('image') as File
  expect([image.type, new Uint8Array(await image.arrayBuffer())]).toEqual(['image/png', content])
  expect(body.isSent()).toBe(true)
})

test.each([
  ['shorter', content.byteLength + 1],
  ['longer', content.byteLength - 1],
  ['much longer', 10],
])('a file that is %s than it said never arrives whole, and that is a refusal', async (_, bytes) => {
  let arrived = 0
  const url = await serve((request, response) => {
    request.on('end', () => (arrived += 1)).resume()
    request.on('error', () => response.destroy())
  })
  const service = toService({ name: 'Hallo', url })
  const exchange = createExchange(service, fetch)
  const http = createHttp({ service, exchange, auth: fixedAuth(service), now: Date.now })
  const changed = { ...file, bytes }
  const body = multipart([{ field: 'image', file: changed, name: 'a.png', type: 'image/png' }], 'edge1')
  const error = await refusalOf(http.submit('/', body, new AbortController().signal))
  expect(error).toMatchObject({ code: 'not-submitted', message: expect.stringContaining('changed') })
  expect(arrived).toBe(0)
})

test('no text and no name can add a part, a header or a line', async () => {
  // What could end a quote, a line, a head or a part, more often than chance would have it.
  const bits = fc.constantFrom(
    '"',
    '\r\n',
    '\r\n\r\n',
    '--',
    '\n',
    '%22',
    '; filename="x"',
    'é',
    '\0',
    'edge',
  )
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(bits).map((parts) => parts.join('')),
  )
  await fc.assert(
    fc.asyncProperty(texts, texts, fc.uint8Array(), async (text, name, bytes) => {
      const part = { bytes: bytes.byteLength, stream: () => new Blob([Uint8Array.from(bytes)]).stream() }
      const { content: sent, type } = multipart(
        [
          { field: 'words', text },
          { field: 'image', file: part, name, type: 'image/png' },
        ],
        createBoundary(Math.random),
      )
      const form = await new Response(sent, { headers: { 'content-type': type } }).formData()
      expect([...form.keys()]).toEqual(['words', 'image'])
      expect(form.get('words')).toBe(text)
      const image = form.get('image') as File
      expect([image.type, new Uint8Array(await image.arrayBuffer())]).toEqual([
        'image/png',
        Uint8Array.from(bytes),
      ])
    }),
  )
})
