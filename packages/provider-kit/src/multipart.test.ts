import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createExchange } from './exchange.ts'
import { multipart } from './multipart.ts'
import { toService } from './service.ts'

const content = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251)
const file = { bytes: content.byteLength, stream: () => new Blob([content]).stream() }

test('a form arrives as it was meant, with its length known beforehand', async () => {
  let length: string | undefined
  let form = new FormData()
  const server = createServer(async (request, response) => {
    length = request.headers['content-length']
    const body = new Blob(await request.toArray())
    const type = { headers: { 'content-type': request.headers['content-type'] ?? '' } }
    form = await new Response(body, type).formData()
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const body = multipart(
    [
      { field: 'emotion', text: 'héllo\r\n--edge--' },
      { field: 'image', file, name: 'a "b"\r\n.png', type: 'image/png' },
    ],
    'edge1',
  )
  await createExchange(toService({ name: 'x', url }), fetch)('/', { method: 'POST', headers: {}, body })
  server.close()
  expect(Number(length)).toBe(body.bytes)
  expect(form.get('emotion')).toBe('héllo\r\n--edge--')
  const image = form.get('image') as File
  expect([image.type, new Uint8Array(await image.arrayBuffer())]).toEqual(['image/png', content])
  expect(body.isSent()).toBe(true)
})
