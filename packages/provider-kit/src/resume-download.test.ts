import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { JobError } from '@onetake/core'
import { afterEach, describe, expect, it } from 'vitest'
import { createFetchFile } from './fetch-file.ts'
import { toService } from './service.ts'

const CONTENT = Buffer.from(Uint32Array.from({ length: 200_000 }, (_, index) => index).buffer)
const WHOLE = { 'content-length': CONTENT.length, etag: '"a"' }

type Answer = (response: ServerResponse, headers: IncomingHttpHeaders) => void

let server: Server
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

/** Answers one request after another, and the last answer again and again. */
async function serving(...answers: Answer[]) {
  const asked: IncomingHttpHeaders[] = []
  server = createServer(({ headers }, response) => {
    asked.push(headers)
    answers[Math.min(asked.length, answers.length) - 1]?.(response, headers)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const fetchFile = createFetchFile(toService({ name: 'Stage', url }), { fetch, now: Date.now })
  return {
    asked,
    async download(signal = new AbortController().signal): Promise<Response> {
      const reply = await fetchFile(`${url}/film.mp4`, signal)
      if (reply.expired) throw new Error('expired')
      return reply.response
    },
  }
}

/** The whole file, or the rest that is asked for, up to a byte at which the line breaks. */
const upTo =
  (end: number, own: Record<string, string | number> = {}): Answer =>
  (response, { range }) => {
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
    const rest = {
      'content-length': CONTENT.length - start,
      'content-range': `bytes ${start}-${CONTENT.length - 1}/${CONTENT.length}`,
    }
    response.writeHead(range === undefined ? 200 : 206, {
      ...WHOLE,
      ...(range !== undefined && rest),
      ...own,
    })
    const part = CONTENT.subarray(start, end)
    if (end >= CONTENT.length) response.end(part)
    else response.write(part, () => response.destroy())
  }

const status =
  (code: number): Answer =>
  (response) =>
    response.writeHead(code).end()

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer())

describe('a download whose line breaks', () => {
  it('goes on from there, as often as it takes', async () => {
    const { download, asked } = await serving(upTo(100_000), upTo(300_001), upTo(Infinity))
    expect((await bytesOf(await download())).equals(CONTENT)).toBe(true)
    expect(asked.map(({ range, 'if-range': ifRange }) => [range, ifRange])).toEqual([
      [undefined, undefined],
      ['bytes=100000-', '"a"'],
      ['bytes=300001-', '"a"'],
    ])
  })

  it('goes on when the server is there again', async () => {
    const { download, asked } = await serving(upTo(100_000), status(503), upTo(Infinity))
    expect((await bytesOf(await download())).equals(CONTENT)).toBe(true)
    expect(asked).toHaveLength(3)
  })

  it('says of itself what the first answer said', async () => {
    const { download } = await serving(upTo(100_000, { 'content-type': 'video/mp4' }), upTo(Infinity))
    const { headers } = await download()
    expect(headers.get('content-type')).toBe('video/mp4')
    expect(headers.get('content-length')).toBe(String(CONTENT.length))
  })

  it.each<[string, Answer]>([
    ['has changed: it comes whole', (response) => response.writeHead(200, WHOLE).end(CONTENT)],
    ['comes from another place', upTo(Infinity, { 'content-range': `bytes 0-9/${CONTENT.length}` })],
    ['has another length by now', upTo(Infinity, { 'content-range': 'bytes 100000-799999/800001' })],
    ['is gone', status(404)],
    ['is behind a link that has expired', status(403)],
  ])('fails where the file %s', async (_, second) => {
    const { download, asked } = await serving(upTo(100_000), second)
    await expect(bytesOf(await download())).rejects.toThrow()
    expect(asked).toHaveLength(2)
  })

  it.each([
    ['has no ETag', { etag: '' }],
    ['has a weak ETag', { etag: 'W/"a"' }],
    ['is packed', { 'content-encoding': 'br' }],
  ])('fails at once where the file %s', async (_, headers) => {
    const { download, asked } = await serving(upTo(100_000, headers))
    await expect(bytesOf(await download())).rejects.toThrow()
    expect(asked).toHaveLength(1)
  })

  it('fails where it breaks again and again', async () => {
    let end = 1_000
    const { download, asked } = await serving((response, headers) => upTo((end += 1_000))(response, headers))
    await expect(bytesOf(await download())).rejects.toThrow()
    expect(asked).toHaveLength(21)
  }, 20_000)

  it('ends with the reason of whoever calls it off, also while it waits', async () => {
    const { download, asked } = await serving(upTo(100_000), status(503))
    const calledOff = new AbortController()
    const body = bytesOf(await download(calledOff.signal))
    const reason = new JobError('abandoned', 'Not wanted any more.')
    while (asked.length < 2) await new Promise((resolve) => setImmediate(resolve))
    calledOff.abort(reason)
    await expect(body).rejects.toBe(reason)
  })

  it('asks for nothing more once its reader has left', async () => {
    const { download, asked } = await serving(upTo(100_000), upTo(Infinity))
    const reader = (await download()).body?.getReader()
    await reader?.read()
    await reader?.cancel()
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(asked).toHaveLength(1)
  })
})
