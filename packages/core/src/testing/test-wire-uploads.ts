import { expect, it } from 'vitest'
import type { ProblemDetails } from '../wire.ts'

type Send = (path: string, init?: RequestInit, viewer?: string | null) => Promise<Response>

/** What every server of the wire keeps to under `/uploads`; a part of `testWire`. */
export function testWireUploads(send: Send): void {
  const tus = (method: string, path: string, { headers = {}, body, viewer = 'ann' }: Tus = {}) =>
    send(path, { method, headers: { 'tus-resumable': '1.0.0', ...headers }, ...bodyInit(body) }, viewer)

  const create = (
    bytes: number | string,
    metadata: Readonly<Record<string, string>> = {},
    more: Tus = {},
  ) => {
    const pairs = Object.entries(metadata).map(([key, value]) => `${key} ${toBase64(value)}`)
    const headers = {
      'upload-length': String(bytes),
      ...(pairs.length > 0 && { 'upload-metadata': pairs.join(',') }),
      ...more.headers,
    }
    return tus('POST', '/uploads', { ...more, headers })
  }

  const append = (id: string, offset: number | string, body: Tus['body'], more: Tus = {}) =>
    tus('PATCH', `/uploads/${id}`, {
      ...more,
      body,
      headers: { 'upload-offset': String(offset), 'content-type': OFFSET_STREAM, ...more.headers },
    })

  const offsetOf = async (id: string) => {
    const head = await tus('HEAD', `/uploads/${id}`)
    return [head.status, head.headers.get('upload-offset'), head.headers.get('upload-length')]
  }

  const read = async (id: string, viewer = 'ann') => {
    const headers = { 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: JSON.stringify({ prompt: id }) }
    return (await send('/calls/scripted/read', init, viewer)).json()
  }

  const problemOf = async (response: Response) => ({
    http: response.status,
    tus: response.headers.get('tus-resumable'),
    mediaType: response.headers.get('content-type')?.split(';')[0],
    ...((await response.json()) as ProblemDetails),
  })

  it('takes a file in parts, and an operation reads it by the id that the answer names', async () => {
    const created = await create(11, { filename: 'grün.txt', filetype: 'text/plain' })
    expect(created.status).toBe(201)
    const { id } = (await created.json()) as { id: string }
    expect(id).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
    expect(await offsetOf(id)).toEqual([200, '0', '11'])
    const first = await append(id, 0, 'hello ')
    expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '6'])
    expect(await offsetOf(id)).toEqual([200, '6', '11'])
    const last = await append(id, 6, 'world')
    expect([last.status, last.headers.get('upload-offset')]).toEqual([204, '11'])
    const upload = { name: 'grün.txt', bytes: 11, mediaType: 'application/octet-stream' }
    expect(await (await send(`/uploads/${id}`)).json()).toEqual({ id, ...upload })
    expect(await read(id)).toEqual({ ...upload, text: 'hello world' })
  })

  it('says where an upload is relative to the request, so that it is right behind any prefix', async () => {
    const created = await create(3, { id: 'mine' })
    const location = created.headers.get('location') ?? ''
    expect(new URL(location, 'https://x.test/behind/api/uploads').pathname).toBe('/behind/api/uploads/mine')
    expect(created.headers.get('tus-resumable')).toBe('1.0.0')
    expect(created.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('takes the first bytes with the creation', async () => {
    const created = await create(
      6,
      { id: 'mine' },
      { body: 'abc', headers: { 'content-type': OFFSET_STREAM } },
    )
    expect([created.status, created.headers.get('upload-offset')]).toEqual([201, '3'])
    await append('mine', 3, 'def')
    expect(await read('mine')).toMatchObject({ text: 'abcdef' })
  })

  it('takes a body that does not say its size', async () => {
    await create(6, { id: 'mine' })
    const appended = await append('mine', 0, partsOf('abc', 'def'))
    expect([appended.status, appended.headers.get('upload-offset')]).toEqual([204, '6'])
    expect(await read('mine')).toMatchObject({ text: 'abcdef' })
  })

  it('takes a file without a byte', async () => {
    await create(0, { id: 'mine', filename: 'empty' })
    expect(await read('mine')).toMatchObject({ bytes: 0, text: '' })
  })

  it('takes the bytes for what they are, whatever they are called', async () => {
    await create(4, { id: 'mine', filename: 'face.png', filetype: 'image/png' })
    await append('mine', 0, 'glTF')
    expect(await read('mine')).toMatchObject({ name: 'face.png', mediaType: 'model/gltf-binary' })
  })

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\secret\\face.png', 'face.png'],
    ['a\0b\n.png', 'ab.png'],
    ['..', '..'],
    ['', 'file'],
    ['x'.repeat(5000), 'x'.repeat(200)],
  ])('makes no path of a name: %j', async (filename, name) => {
    await create(0, { id: 'mine', filename })
    expect(await read('mine')).toMatchObject({ name })
  })

  it.each(['..', '../a', 'a/b', '.hidden', 'x'.repeat(65), 'ä'])('gives no id of %j', async (id) => {
    expect(await problemOf(await create(1, { id }))).toMatchObject({ http: 400, code: 'invalid-input' })
  })

  it.each(['..%2F..%2Fsecret', '%00', 'a%2Fb', '..%5Csecret', 'nothing'])(
    'has nothing at /uploads/%s',
    async (id) => {
      const responses = [
        await tus('HEAD', `/uploads/${id}`),
        await append(id, 0, 'x'),
        await tus('DELETE', `/uploads/${id}`),
        await send(`/uploads/${id}`),
      ]
      expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([404]))
    },
  )

  it.each([1, 5, 99])('refuses bytes that are not the next ones: offset %i', async (offset) => {
    await create(6, { id: 'mine' })
    await append('mine', 0, 'abc')
    expect(await problemOf(await append('mine', offset, 'x'))).toMatchObject({
      http: 409,
      code: 'conflict',
      tus: '1.0.0',
      mediaType: 'application/problem+json',
    })
    expect(await offsetOf('mine')).toEqual([200, '3', '6'])
  })

  it.each([
    ['with its size', 'abcdefgh'],
    ['in parts', partsOf('abc', 'defgh')],
  ])('refuses more bytes than were announced, %s', async (_, body) => {
    await create(6, { id: 'mine' })
    const { code } = await problemOf(await append('mine', 0, body))
    expect(code).toBe('invalid-input')
    const [, offset] = await offsetOf('mine')
    expect(Number(offset)).toBeLessThanOrEqual(6)
  })

  it.each(['-1', '1.5', 'lots', '', '99999999999999999999', '1e3'])(
    'refuses an upload of %j bytes',
    async (length) => {
      const { http, code } = await problemOf(await create(length, { id: 'mine' }))
      expect([http === 400 || http === 413, code]).toEqual([true, 'invalid-input'])
      expect((await tus('HEAD', '/uploads/mine')).status).toBe(404)
    },
  )

  it.each([
    ['another version', { 'tus-resumable': '0.2.2' }, 'invalid-input'],
    ['an offset that is none', { 'upload-offset': '-1' }, 'invalid-input'],
    ['another type', { 'content-type': 'application/octet-stream' }, 'invalid-input'],
  ])('refuses %s', async (_, headers, code) => {
    await create(6, { id: 'mine' })
    const problem = await problemOf(await append('mine', 0, 'abc', { headers }))
    expect(problem).toMatchObject({ code, mediaType: 'application/problem+json' })
    expect(await offsetOf('mine')).toEqual([200, '0', '6'])
  })

  it('refuses a length that is to come later, and metadata that is none', async () => {
    const later = await tus('POST', '/uploads', { headers: { 'upload-defer-length': '1' } })
    expect(await problemOf(later)).toMatchObject({ http: 501, code: 'unsupported' })
    const odd = await create(1, {}, { headers: { 'upload-metadata': 'filename &&&' } })
    expect(await problemOf(odd)).toMatchObject({ http: 400, code: 'invalid-input' })
  })

  it.each([
    ['a form', 'application/x-www-form-urlencoded'],
    ['a form with a file', 'multipart/form-data; boundary=x'],
    ['a form as text', 'text/plain'],
  ])('takes nothing from another site: %s', async (_, type) => {
    const headers = { 'content-type': type, 'sec-fetch-site': 'cross-site' }
    const response = await send('/uploads', { method: 'POST', body: 'a=b', headers })
    expect(await problemOf(response)).toMatchObject({ code: 'invalid-input' })
  })

  it("answers for somebody else's upload exactly as for none", async () => {
    await create(3, { id: 'mine' })
    await append('mine', 0, 'abc')
    const asEve = { viewer: 'eve' }
    const ask = async (id: string) => {
      const responses = [
        await tus('HEAD', `/uploads/${id}`, asEve),
        await append(id, 3, '', asEve),
        await append(id, 0, 'x', asEve),
        await tus('DELETE', `/uploads/${id}`, asEve),
        await send(`/uploads/${id}`, {}, 'eve'),
      ]
      const bodies = await Promise.all(responses.map(async (response) => response.text()))
      return responses.map(({ status }, index) => [status, bodies[index]?.replaceAll(id, 'ID')])
    }
    expect(await ask('mine')).toEqual(await ask('none'))
    expect(await read('mine', 'eve')).toMatchObject({ code: 'not-found' })
    expect(await problemOf(await create(3, { id: 'mine' }, asEve))).toMatchObject({
      http: 409,
      code: 'conflict',
    })
    expect(await read('mine')).toMatchObject({ text: 'abc' })
  })

  it('turns away who does not say who they are', async () => {
    for (const response of [
      await create(3, {}, { viewer: null }),
      await append('mine', 0, 'abc', { viewer: null }),
      await send('/uploads/mine', {}, null),
    ]) {
      expect(response.status).toBe(401)
      await response.body?.cancel()
    }
  })

  it('tells nothing of an upload that is not complete, and lets no operation read it', async () => {
    await create(6, { id: 'mine' })
    await append('mine', 0, 'abc')
    expect(await problemOf(await send('/uploads/mine'))).toMatchObject({ http: 404, code: 'not-found' })
    expect(await read('mine')).toMatchObject({ code: 'not-found' })
  })

  it('forgets an upload when it is told to', async () => {
    await create(3, { id: 'mine' })
    expect((await tus('DELETE', '/uploads/mine')).status).toBe(204)
    expect((await tus('HEAD', '/uploads/mine')).status).toBe(404)
    expect((await create(3, { id: 'mine' })).status).toBe(201)
  })

  it('keeps one whole file of two that are written at once', async () => {
    const size = 200_000
    await create(size, { id: 'mine' })
    const bodies = ['a'.repeat(size), 'b'.repeat(size)]
    await Promise.all(bodies.map(async (body) => (await append('mine', 0, partsOf(body))).text()))
    const [, offset] = await offsetOf('mine')
    await append('mine', offset ?? '', 'c'.repeat(size - Number(offset)))
    const { text } = (await read('mine')) as { text: string }
    expect(text).toMatch(/^(a*|b*)c*$/)
    expect(text).toHaveLength(size)
  })

  it('says what it can', async () => {
    const options = await tus('OPTIONS', '/uploads')
    expect(options.status).toBe(204)
    expect(options.headers.get('tus-version')).toBe('1.0.0')
    expect(options.headers.get('tus-extension')?.split(',').toSorted()).toEqual([
      'creation',
      'creation-with-upload',
      'termination',
    ])
    expect(Number(options.headers.get('tus-max-size'))).toBeGreaterThan(0)
  })
}

interface Tus {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | ReadableStream<Uint8Array> | undefined
  readonly viewer?: string | null
}

const OFFSET_STREAM = 'application/offset+octet-stream'

// `duplex` is what fetch wants with a stream; its types do not know it yet.
const bodyInit = (body: Tus['body']): RequestInit =>
  body === undefined ? {} : ({ body, duplex: 'half' } as RequestInit)

const toBase64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

/** A body in parts, so that nobody knows its size beforehand. */
function partsOf(...parts: readonly string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part))
      controller.close()
    },
  })
}
