import { describe, expect, it } from 'vitest'
import { fileReply } from './file-reply.ts'

const file = { bytes: new TextEncoder().encode('0123456789'), contentType: 'text/plain' }
const text = (body: string | Uint8Array | undefined) =>
  body instanceof Uint8Array ? new TextDecoder().decode(body) : body

describe('fileReply', () => {
  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=5-99', '56789', 'bytes 5-9/10'],
  ])('answers %s with that part', (range, part, contentRange) => {
    const reply = fileReply(file, { range })
    expect([reply.status, text(reply.body), reply.headers?.['content-range']]).toEqual([
      206,
      part,
      contentRange,
    ])
  })

  it.each(['bytes=10-', 'bytes=-0'])('answers 416 to %s, which the file does not have', (range) => {
    const reply = fileReply(file, { range })
    expect([reply.status, reply.headers?.['content-range']]).toEqual([416, 'bytes */10'])
  })

  it.each([undefined, 'bytes=0-1,4-5', 'lines=1-2', 'bytes=5-2'])('answers %s with the whole', (range) => {
    expect(fileReply(file, range === undefined ? {} : { range }).status).toBe(200)
  })

  it('answers 304 to a client that has the file', () => {
    const etag = fileReply(file, {}).headers?.['etag'] ?? ''
    expect(fileReply(file, { 'if-none-match': `"old", ${etag}` }).status).toBe(304)
  })

  it('answers with the whole when the range is of another version', () => {
    expect(fileReply(file, { range: 'bytes=2-4', 'if-range': '"old"' }).status).toBe(200)
  })
})
