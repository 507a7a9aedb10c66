import { Zip, ZipDeflate, zipSync, type Zippable } from 'fflate'
import { describe, expect, test } from 'vitest'
import { lend } from '../../test/lend.ts'
import { refusalOf } from '@onetake/provider-kit/testing'
import { json, networkError } from '@onetake/provider-kit/testing'
import { scriptedSayMotion } from '../../test/lend.ts'
import { download } from './download.ts'
import type { SayMotionFormat } from './outcome.ts'
import { unzipFbx } from '../fbx/unzip-fbx.ts'

const LINK = 'https://storage.googleapis.com/bucket/take'

function start(type: SayMotionFormat, url: unknown = LINK) {
  const service = scriptedSayMotion()
  service.on('/job/v1/download/', () =>
    json({ links: [{ rid: 'a', urls: [{ name: 'take', files: [{ [type]: url }] }] }] }),
  )
  const context = lend(service)
  return { service, run: () => download({ rid: 'a', variant: 2, group: 'take', type }, context) }
}

const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())
const noise = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 2_654_435_761) >>> 24)

/** A body that arrives a few bytes at a time. */
const dripping = (bytes: Uint8Array, size = 7) => {
  let at = 0
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.byteLength) return controller.close()
      controller.enqueue(bytes.slice(at, (at += size)))
    },
  })
}

test('a file is fetched from a fresh link, without cookie or key', async () => {
  const { service, run } = start('glb')
  service.on(
    LINK,
    new Response('glTF', { headers: { 'content-type': 'model/gltf-binary', 'x-goog-hash': 'canary' } }),
  )
  const response = await run()
  expect(await response.text()).toBe('glTF')
  expect([...response.headers]).toEqual([['content-type', 'model/gltf-binary']])
  expect(service.to('/job/v1/download/a')[0]?.url.search).toBe('?variant_id=2')
  expect([...(service.to('/bucket/take')[0]?.headers ?? [])]).toEqual([['accept-encoding', 'identity']])
})

test('the length is told where it is known', async () => {
  const { service, run } = start('bvh')
  service.on(LINK, new Response('HIERARCHY', { headers: { 'content-length': '9' } }))
  expect((await run()).headers.get('content-length')).toBe('9')
  service.on(
    LINK,
    new Response('HIERARCHY', { headers: { 'content-length': '5', 'content-encoding': 'gzip' } }),
  )
  expect((await run()).headers.has('content-length')).toBe(false)
})

test.each([403, 410])('a link that answers %s is asked for once more', async (status) => {
  const { service, run } = start('glb')
  service.on(LINK, new Response('expired', { status }), new Response('glTF'))
  expect(await (await run()).text()).toBe('glTF')
  service.on(LINK, new Response('expired', { status }))
  expect(await refusalOf(run())).toMatchObject({ code: 'provider-unavailable' })
  expect(service.to('/bucket/take')).toHaveLength(4)
  expect(service.to('/job/v1/download/')).toHaveLength(4)
})

test.each([
  ['404', new Response('', { status: 404 }), 'not-found'],
  ['429', new Response('', { status: 429 }), 'rate-limited'],
  ['503', new Response('', { status: 503 }), 'provider-unavailable'],
  ['a broken line', networkError({ code: 'ECONNRESET' }), 'provider-unavailable'],
])('a storage that answers %s', async (_, reply, code) => {
  const { service, run } = start('glb')
  service.on(LINK, reply)
  expect(await refusalOf(run())).toMatchObject({ code })
})

test.each([
  'http://169.254.169.254/computeMetadata/v1/',
  'file:///etc/passwd',
  'https://user:pass@storage.googleapis.com/a',
  'https://storage.googleapis.com.evil.test/a',
  'http://storage.googleapis.com/a',
])('%s is fetched neither as a link nor as a redirect', async (address) => {
  const direct = start('glb', address)
  expect(await refusalOf(direct.run())).toMatchObject({ code: 'provider-protocol' })
  const redirected = start('glb')
  redirected.service.on(LINK, new Response(null, { status: 302, headers: { location: address } }))
  expect(await refusalOf(redirected.run())).toMatchObject({ code: 'provider-protocol' })
  for (const { service } of [direct, redirected]) {
    expect(service.sent.every(({ url }) => url.host === 'say.test' || url.href === LINK)).toBe(true)
  }
})

test('a redirect within the storage is followed, a loop is not', async () => {
  const { service, run } = start('glb')
  service.on(LINK, new Response(null, { status: 302, headers: { location: '/other' } }))
  service.on('https://storage.googleapis.com/other', new Response('glTF'))
  expect(await (await run()).text()).toBe('glTF')
  service.on(
    'https://storage.googleapis.com/other',
    new Response(null, { status: 302, headers: { location: LINK } }),
  )
  expect(await refusalOf(run())).toMatchObject({ code: 'provider-protocol' })
})

test('a variant that is refused, or a file that is gone, has its own code', async () => {
  const { service, run } = start('glb')
  service.on('/job/v1/download/', json({ links: [{ rid: 'a', variantDownloadStatus: false }] }))
  expect(await refusalOf(run())).toMatchObject({ code: 'insufficient-credits' })
  service.on('/job/v1/download/', json({ links: [{ rid: 'a', urls: [] }] }))
  expect(await refusalOf(run())).toMatchObject({ code: 'not-found' })
})

describe('an fbx', () => {
  const fbx = noise(100_000)
  const zip = (entries: Zippable) => zipSync(entries)
  const fetched = async (body: Uint8Array, size?: number) => {
    const { service, run } = start('fbx')
    service.on(LINK, () => new Response(dripping(body, size)))
    return run()
  }

  test.each([1, 3, 7, 1000, 1_000_000])('that is a zip is unpacked, %i bytes at a time', async (size) => {
    const body = zip({
      'readme.txt': noise(500),
      '__MACOSX/._a.fbx': noise(20),
      'models/Take 1.FBX': fbx,
      'z.fbx': noise(9),
    })
    expect(Buffer.compare(await bytesOf(await fetched(body, size)), fbx)).toBe(0)
  })

  test.each([5, 16, 1000])(
    'that was zipped while it was made is unpacked, %i bytes at a time',
    async (size) => {
      const parts: Uint8Array[] = []
      const stream = new Zip((_, chunk) => parts.push(chunk))
      for (const name of ['a.txt', 'a.fbx', 'b.txt']) {
        const file = new ZipDeflate(name)
        stream.add(file)
        file.push(fbx, true)
      }
      stream.end()
      expect(await bytesOf(await fetched(Buffer.concat(parts), size))).toEqual(fbx)
    },
  )

  test('that is stored, not deflated, is unpacked too', async () => {
    expect(await bytesOf(await fetched(zip({ 'a.fbx': [fbx, { level: 0 }] }), 1000))).toEqual(fbx)
  })

  test('that is no zip passes untouched', async () => {
    const raw = Uint8Array.from([...Buffer.from('Kaydara FBX Binary  \0'), ...noise(2000)])
    expect(await bytesOf(await fetched(raw, 3))).toEqual(raw)
    expect(await bytesOf(await fetched(Uint8Array.of(0x50, 0x4b)))).toEqual(Uint8Array.of(0x50, 0x4b))
    expect(await bytesOf(await fetched(new Uint8Array()))).toEqual(new Uint8Array())
  })

  test('that is a zip without an FBX file fails before it is handed on', async () => {
    expect(await refusalOf(fetched(zip({ 'a.txt': fbx }), 1000))).toMatchObject({ code: 'provider-protocol' })
  })

  test('whose archive ends early does not pass for a file', async () => {
    const body = zip({ 'a.fbx': fbx })
    for (const part of [0.5, 0.1, 0.9]) {
      const response = fetched(body.slice(0, body.byteLength * part), 500)
      expect(await refusalOf(response.then(bytesOf))).toMatchObject({ code: 'provider-protocol' })
    }
  })

  test('whose archive is damaged does not pass for a file', async () => {
    const body = zip({ 'a.fbx': [new TextEncoder().encode('Kaydara'.repeat(20_000)), { level: 9 }] })
    body.fill(0xff, 60, 90)
    expect(await refusalOf(fetched(body, 50).then(bytesOf))).toMatchObject({ code: 'provider-protocol' })
  })

  test('that swells beyond the limit stops there', async () => {
    const bomb = zip({ 'a.fbx': [new Uint8Array(64 * 1024 * 1024), { level: 9 }] })
    let written = 0
    const drain = async () => {
      for await (const chunk of unzipFbx(dripping(bomb, 4096) as never, 1024 * 1024))
        written += chunk.byteLength
    }
    expect(await refusalOf(drain())).toMatchObject({ code: 'provider-protocol' })
    expect(written).toBeLessThanOrEqual(1024 * 1024)
  })

  test('that nobody reads to its end stops the transfer', async () => {
    let canceled = false
    const { service, run } = start('fbx')
    const body = zip({ 'a.fbx': [noise(1_000_000), { level: 0 }] })
    let at = 0
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(body.slice(at, (at += 1000))),
      cancel() {
        canceled = true
      },
    })
    service.on(LINK, () => new Response(stream))
    const response = await run()
    await response.body?.cancel()
    expect(canceled).toBe(true)
  })
})
