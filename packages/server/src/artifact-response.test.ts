import { describe, expect, it } from 'vitest'
import { artifactResponse } from './artifact-response.ts'
import type { ByteRange } from './artifact-store.ts'
import type { ArtifactFile } from './find-artifact.ts'

const BYTES = new TextEncoder().encode('0123456789')

/** A file of these bytes, which knows no range that is not in it. */
const fileOf = (bytes: Uint8Array<ArrayBuffer>): ArtifactFile => ({
  id: '0',
  format: 'glb',
  name: 'make.glb',
  mediaType: 'model/gltf-binary',
  bytes: bytes.length,
  sha256: 'abc',
  href: '/jobs/a/artifacts/0',
  async read({ start, end }: ByteRange = { start: 0, end: bytes.length - 1 }) {
    return new Blob([bytes.subarray(start, end + 1)]).stream()
  },
})
const ask = (range: string, method = 'GET', bytes = BYTES) =>
  artifactResponse(fileOf(bytes), { method, headers: new Headers({ range }) })

describe('a range', () => {
  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
    ['bytes=4-4', '4', 'bytes 4-4/10'],
  ])('%s is that part', async (range, text, answered) => {
    const response = await ask(range)
    expect([response.status, response.headers.get('content-range')]).toEqual([206, answered])
    expect(response.headers.get('content-length')).toBe(String(text.length))
    expect(await response.text()).toBe(text)
  })

  it.each(['bytes=4-2', 'bytes=10-', 'bytes=10-12', 'bytes=-0'])('%s is not in the file', async (range) => {
    const response = await ask(range)
    expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */10'])
  })

  it.each(['bytes=-', 'bytes=0-1,4-5', 'lines=1-2'])(
    '%s is not understood, so the file is whole',
    async (range) => {
      const response = await ask(range)
      expect([response.status, await response.text()]).toEqual([200, '0123456789'])
    },
  )

  it('says nothing to HEAD', async () => {
    const response = await ask('bytes=2-4', 'HEAD')
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '10'])
    expect(response.headers.get('content-range')).toBe(null)
  })

  it('of an empty file is in no part of it', async () => {
    expect((await ask('bytes=0-', 'GET', new Uint8Array())).status).toBe(416)
  })
})
