import { endure, hostileAnswers, refusalOf } from '@onetake/provider-kit/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clip, type Mishap, scriptedStorage, SIGNED } from '../../test/scripted-storage.ts'
import { uploadFile } from './upload-file.ts'

const status = (code: number, headers: Record<string, string> = {}) =>
  new Response(null, { status: code, headers })
const bytesOf = async (file: ReturnType<typeof clip>) =>
  new Uint8Array(await new Response(file.stream()).arrayBuffer())

test.each([
  [10, ['POST', 'PUT bytes 0-3/10', 'PUT bytes 4-7/10', 'PUT bytes 8-9/10']],
  [8, ['POST', 'PUT bytes 0-3/8', 'PUT bytes 4-7/8']],
  [4, ['POST', 'PUT bytes 0-3/4']],
  [1, ['POST', 'PUT bytes 0-0/1']],
  [0, ['POST', 'PUT bytes */0']],
])('a file of %i bytes goes in chunks', async (bytes, log) => {
  const storage = scriptedStorage()
  await uploadFile(SIGNED, clip(bytes), storage.options)
  expect(storage.log).toEqual(log)
  expect(storage.isDone()).toBe(true)
  expect(storage.kept()).toEqual(await bytesOf(clip(bytes)))
  expect(storage.pauses).toEqual([])
})

test('nothing but the file travels: no cookie, no credentials', async () => {
  const storage = scriptedStorage()
  await uploadFile(SIGNED, clip(5), storage.options)
  expect(storage.headers.map((headers) => Object.fromEntries(headers))).toEqual([
    { 'x-goog-resumable': 'start' },
    { 'content-length': '4', 'content-range': 'bytes 0-3/5' },
    { 'content-length': '1', 'content-range': 'bytes 4-4/5' },
  ])
})

test('a line that breaks is taken up where the storage says', async () => {
  const storage = scriptedStorage()
  storage.happen(null, null, { breakAfter: 3 })
  await uploadFile(SIGNED, clip(10), storage.options)
  expect(storage.log).toEqual([
    'POST',
    'PUT bytes 0-3/10',
    'PUT bytes 4-7/10',
    'PUT bytes */10',
    'PUT bytes 7-9/10',
  ])
  expect(storage.kept()).toEqual(await bytesOf(clip(10)))
})

test('a reply that was lost after the last byte is asked for, not sent again', async () => {
  const storage = scriptedStorage()
  storage.happen(null, { breakAfter: 4 })
  await uploadFile(SIGNED, clip(4), storage.options)
  expect(storage.log).toEqual(['POST', 'PUT bytes 0-3/4', 'PUT bytes */4'])
})

test('a session that is lost is begun anew, once', async () => {
  const storage = scriptedStorage()
  storage.happen(null, null, status(410))
  await uploadFile(SIGNED, clip(6), storage.options)
  expect(storage.log).toEqual([
    'POST',
    'PUT bytes 0-3/6',
    'PUT bytes 4-5/6',
    'POST',
    'PUT bytes 0-3/6',
    'PUT bytes 4-5/6',
  ])
  storage.happen(null, status(404), null, status(404))
  expect(await refusalOf(uploadFile(SIGNED, clip(6), storage.options))).toMatchObject({
    code: 'provider-unavailable',
    message: /forgetting/,
  })
})

test.each<[string, Mishap, object]>([
  ['breaks', 'break', { code: 'provider-unavailable', message: /keeps breaking/ }],
  ['answers 503', status(503), { code: 'provider-unavailable', message: /503/ }],
  ['asks to slow down', status(429, { 'retry-after': '7' }), { code: 'rate-limited', retryAfterMs: 7_000 }],
])('a line that %s is tried with longer and longer waits, then given up', async (_, mishap, error) => {
  const storage = scriptedStorage()
  storage.happen(...Array.from({ length: 20 }, () => mishap))
  expect(await refusalOf(uploadFile(SIGNED, clip(6), storage.options))).toMatchObject(error)
  expect(storage.log).toHaveLength(6)
  const least = 'retryAfterMs' in error ? 7_000 : 0
  expect(storage.pauses).toEqual([375, 750, 1_500, 3_000, 6_000].map((ms) => Math.max(ms, least)))
})

test('a byte that gets further begins the count of troubles anew', async () => {
  const storage = scriptedStorage()
  const trouble = Array.from({ length: 5 }, () => status(503))
  storage.happen(null, ...trouble, null, null, ...trouble, null, null, ...trouble)
  await uploadFile(SIGNED, clip(12), storage.options)
  expect(storage.isDone()).toBe(true)
})

test.each([
  ['keeps nothing', status(308)],
  ['has all, and never says so', status(308, { range: 'bytes=0-3' })],
])('a storage that %s is not written to for ever', async (_, mishap) => {
  const storage = scriptedStorage()
  storage.happen(null, ...Array.from({ length: 50 }, () => mishap))
  expect(await refusalOf(uploadFile(SIGNED, clip(4), storage.options))).toMatchObject({
    code: 'provider-unavailable',
  })
  expect(storage.log.length).toBeLessThan(20)
})

test.each([
  ['more than it was sent', { range: 'bytes=0-99' }],
  ['a part from the middle', { range: 'bytes=2-3' }],
  ['nonsense', { range: 'most of it' }],
])('a storage that claims %s is not believed', async (_, headers) => {
  const storage = scriptedStorage()
  storage.happen(null, status(308, headers))
  expect(await refusalOf(uploadFile(SIGNED, clip(10), storage.options))).toMatchObject({
    code: 'provider-protocol',
  })
})

test.each([
  ['https://evil.test/steal', 'provider-protocol'],
  ['http://storage.googleapis.com/plain', 'provider-protocol'],
  ['http://169.254.169.254/', 'provider-protocol'],
])('%s gets no byte, neither as an address nor as a session nor as a redirect', async (address, code) => {
  const direct = scriptedStorage()
  expect(await refusalOf(uploadFile(address, clip(5), direct.options))).toMatchObject({ code })
  expect(direct.log).toEqual([])
  const session = scriptedStorage()
  session.happen(status(201, { location: address }))
  expect(await refusalOf(uploadFile(SIGNED, clip(5), session.options))).toMatchObject({ code })
  expect(session.log).toEqual(['POST'])
  const redirect = scriptedStorage()
  redirect.happen(null, status(307, { location: address }))
  expect(await refusalOf(uploadFile(SIGNED, clip(5), redirect.options))).toMatchObject({ code })
  expect(redirect.log).toEqual(['POST', 'PUT bytes 0-3/5'])
})

test('an address that has expired is refused at once: only a new one helps', async () => {
  const storage = scriptedStorage()
  storage.happen(status(403))
  expect(await refusalOf(uploadFile(SIGNED, clip(5), storage.options))).toMatchObject({
    code: 'provider-unavailable',
  })
  expect(storage.log).toEqual(['POST'])
})

test('whoever gives up is told their own reason, also in a pause', async () => {
  const giveUp = new AbortController()
  const storage = scriptedStorage()
  storage.happen('break')
  const reason = new Error('enough')
  const pause = async () => giveUp.abort(reason)
  const run = uploadFile(SIGNED, clip(5), { ...storage.options, signal: giveUp.signal, pause })
  await expect(run).rejects.toBe(reason)
})

test('an upload that cannot be read, or ends early, is our trouble and not that of the line', async () => {
  const storage = scriptedStorage()
  const unreadable = {
    bytes: 5,
    stream: () =>
      new ReadableStream<Uint8Array<ArrayBuffer>>({
        pull: (controller) => controller.error(new Error('disk')),
      }),
  }
  await expect(uploadFile(SIGNED, unreadable, storage.options)).rejects.toThrow('disk')
  const short = { ...clip(3), bytes: 5 }
  expect(await refusalOf(uploadFile(SIGNED, short, storage.options))).toMatchObject({ code: 'internal' })
})

test('hostile answers of the storage are JobErrors, and none keeps the upload busy for ever', async () => {
  const outcomes = await endure(hostileAnswers('', { seed: 1, count: 2_000 }), async ({ reply, index }) => {
    const storage = scriptedStorage()
    const turns = index % 3
    storage.happen(...Array.from({ length: turns }, () => null), ...Array.from({ length: 30 }, reply))
    await uploadFile(SIGNED, clip(12), storage.options)
    expect(storage.log.length).toBeLessThan(30)
  })
  expect(outcomes['value']).toBeGreaterThan(0)
})

test('whatever happens, what arrives is the file', async () => {
  const mishap = fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    fc.constant('break' as const),
    fc.nat(4).map((breakAfter) => ({ breakAfter })),
    fc.constantFrom(500, 503, 429, 404, 410, 408).map((code) => status(code)),
  )
  await fc.assert(
    fc.asyncProperty(fc.nat(20), fc.array(mishap, { maxLength: 12 }), async (bytes, mishaps) => {
      const storage = scriptedStorage()
      storage.happen(...mishaps)
      const outcome = await uploadFile(SIGNED, clip(bytes), storage.options).then(() => null, refuse)
      if (outcome === null) expect(storage.kept()).toEqual(await bytesOf(clip(bytes)))
      expect(storage.log.length).toBeLessThan(100)
    }),
    { numRuns: 500 },
  )
})

const refuse = (thrown: unknown) => refusalOf(Promise.reject(thrown))

test('a file goes in one request unless told otherwise, and the storage that keeps a part of it gets the rest', async () => {
  const storage = scriptedStorage(Infinity)
  storage.happen(null, { breakAfter: 6 })
  await uploadFile(SIGNED, clip(10), storage.options)
  expect(storage.log).toEqual(['POST', 'PUT bytes 0-9/10', 'PUT bytes */10', 'PUT bytes 6-9/10'])
  expect(storage.kept()).toEqual(await bytesOf(clip(10)))
})

test('a storage that claims bytes which the network never took is not believed', async () => {
  const storage = scriptedStorage(Infinity)
  storage.happen(null, 'break', status(308, { range: 'bytes=0-3' }))
  expect(await refusalOf(uploadFile(SIGNED, clip(10), storage.options))).toMatchObject({
    code: 'provider-protocol',
  })
})
