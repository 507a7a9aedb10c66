import { describe, expect, it } from 'vitest'
import type { UploadStore } from '../upload-store.ts'

/** An upload store under test, with its clock in the hands of the test. */
export interface UploadStoreUnderTest {
  readonly store: UploadStore
  /** What the store answers while its machine starts anew over the same files; the store itself where it keeps none. */
  reopen(): UploadStore
  /** Let so much time pass that what nobody needs may go. */
  outlive(): void
}

/**
 * What every upload store keeps to.
 *
 * @param create - A new, empty store for each test, which takes at least 1000 bytes.
 */
export function testUploadStore(
  title: string,
  create: () => UploadStoreUnderTest | Promise<UploadStoreUnderTest>,
): void {
  describe(`${title} as an upload store`, () => {
    const begin = async (bytes = 6, id = 'a') => {
      const under = await create()
      expect(await under.store.create({ id, owner: 'ann', name: 'face.png', bytes })).toBe(true)
      return under
    }

    it('gives back what was handed in, by its bytes and not by its name', async () => {
      const { store } = await begin(PNG.byteLength)
      const state = await store.append('a', 'ann', 0, bodyOf(PNG))
      expect(state).toEqual({ id: 'a', owner: 'ann', name: 'face.png', bytes: 12, receivedBytes: 12 })
      const file = await store.open('a', 'ann')
      expect(file).toMatchObject({ id: 'a', name: 'face.png', bytes: 12, mediaType: 'image/png' })
      expect(await bytesOf(file.stream())).toEqual(PNG)
    })

    it('reads a file as often as it is asked, and from where it is asked', async () => {
      const { store } = await begin()
      await store.append('a', 'ann', 0, bodyOf('abcdef'))
      const file = await store.open('a', 'ann')
      const texts = await Promise.all([0, 4, 6].map(async (start) => textOf(file.stream(start))))
      expect(texts).toEqual(['abcdef', 'ef', ''])
    })

    it('takes a file in parts, and tells how much of it is there', async () => {
      const { store } = await begin()
      expect(await store.get('a', 'ann')).toMatchObject({ receivedBytes: 0 })
      expect(await store.append('a', 'ann', 0, bodyOf('ab', 'c'))).toMatchObject({ receivedBytes: 3 })
      await expect(store.open('a', 'ann')).rejects.toMatchObject({ code: 'not-found' })
      await store.append('a', 'ann', 3, bodyOf('def'))
      expect(await textOf((await store.open('a', 'ann')).stream())).toBe('abcdef')
    })

    it('takes a file without a byte, which is complete from the start', async () => {
      const { store } = await begin(0)
      expect(await textOf((await store.open('a', 'ann')).stream())).toBe('')
    })

    it('keeps what had arrived of a body that breaks off', async () => {
      const { store } = await begin()
      await expect(store.append('a', 'ann', 0, brokenAfter('abcd'))).rejects.toMatchObject({
        code: 'invalid-input',
      })
      expect(await store.get('a', 'ann')).toMatchObject({ receivedBytes: 4 })
      await store.append('a', 'ann', 4, bodyOf('ef'))
      expect(await textOf((await store.open('a', 'ann')).stream())).toBe('abcdef')
    })

    it('goes on where it was after a restart', async () => {
      const { store, reopen } = await begin()
      await store.append('a', 'ann', 0, bodyOf('abcd'))
      const next = reopen()
      expect(await next.get('a', 'ann')).toMatchObject({ name: 'face.png', bytes: 6, receivedBytes: 4 })
      await next.append('a', 'ann', 4, bodyOf('ef'))
      expect(await textOf((await next.open('a', 'ann')).stream())).toBe('abcdef')
    })

    it.each([1, 3, 7])('refuses bytes that are not the next ones: offset %i', async (offset) => {
      const { store } = await begin()
      await store.append('a', 'ann', 0, bodyOf('ab'))
      await expect(store.append('a', 'ann', offset, bodyOf('x'))).rejects.toMatchObject({ code: 'conflict' })
      expect(await store.get('a', 'ann')).toMatchObject({ receivedBytes: 2 })
    })

    it('refuses more bytes than the upload was to have, and keeps none of them', async () => {
      const { store } = await begin()
      await expect(store.append('a', 'ann', 0, bodyOf('abcdefg'))).rejects.toMatchObject({
        code: 'invalid-input',
      })
      expect(await store.get('a', 'ann')).toMatchObject({ receivedBytes: 0 })
    })

    it('takes one body at a time', async () => {
      const { store } = await begin()
      const first = new TransformStream<Uint8Array, Uint8Array>()
      const writing = store.append('a', 'ann', 0, first.readable)
      const writer = first.writable.getWriter()
      await writer.write(toBytes('abc'))
      await expect(store.append('a', 'ann', 0, bodyOf('xyz'))).rejects.toMatchObject({ code: 'conflict' })
      await writer.write(toBytes('def'))
      await writer.close()
      expect(await writing).toMatchObject({ receivedBytes: 6 })
      expect(await textOf((await store.open('a', 'ann')).stream())).toBe('abcdef')
    })

    it('lets one of two bodies win that come at once', async () => {
      const { store } = await begin()
      const both = ['abcdef', 'uvwxyz'].map(async (text) => store.append('a', 'ann', 0, bodyOf(text)))
      const results = await Promise.allSettled(both)
      expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
      const winner = results[0]?.status === 'fulfilled' ? 'abcdef' : 'uvwxyz'
      expect(await textOf((await store.open('a', 'ann')).stream())).toBe(winner)
    })

    it('takes no more of a body than it can keep', async () => {
      const { store } = await begin(1000)
      let pulls = 0
      let isLetGo = false
      const endless = new ReadableStream<Uint8Array>({
        pull(controller) {
          pulls += 1
          controller.enqueue(new Uint8Array(100))
        },
        cancel: () => void (isLetGo = true),
      })
      await expect(store.append('a', 'ann', 0, endless)).rejects.toMatchObject({ code: 'invalid-input' })
      expect([pulls < 15, isLetGo]).toEqual([true, true])
    })

    it('shows an upload to nobody but its owner', async () => {
      const { store } = await begin()
      await store.append('a', 'ann', 0, bodyOf('abcdef'))
      expect(await store.get('a', 'eve')).toBeNull()
      await expect(store.open('a', 'eve')).rejects.toMatchObject({ code: 'not-found' })
      await expect(store.append('a', 'eve', 6, bodyOf('x'))).rejects.toMatchObject({ code: 'not-found' })
      await store.remove('a', 'eve')
      expect(await store.get('a', 'ann')).not.toBeNull()
    })

    it('gives an id once, whoever asks', async () => {
      const { store } = await create()
      const asked = ['ann', 'eve', 'ann'].map(async (owner) =>
        store.create({ id: 'a', owner, name: 'x', bytes: 1 }),
      )
      const given = await Promise.all(asked)
      expect(given.filter(Boolean)).toHaveLength(1)
      expect(await store.create({ id: 'a', owner: 'eve', name: 'x', bytes: 1 })).toBe(false)
    })

    it.each(['', '..', '../a', 'a/b', 'a\\b', 'a.json', 'ä', '\0', 'x'.repeat(65)])(
      'has no upload of the id %j',
      async (id) => {
        const { store } = await create()
        await expect(store.create({ id, owner: 'ann', name: 'x', bytes: 1 })).rejects.toMatchObject({
          code: 'invalid-input',
          issues: [{ path: 'id' }],
        })
        expect(await store.get(id, 'ann')).toBeNull()
        await expect(store.open(id, 'ann')).rejects.toMatchObject({ code: 'not-found' })
        await expect(store.append(id, 'ann', 0, bodyOf('x'))).rejects.toMatchObject({ code: 'not-found' })
        await store.remove(id, 'ann')
      },
    )

    it('keeps a name as it is, and makes no path of it', async () => {
      const { store } = await create()
      const name = '../../etc/passwd\u0000.png'
      await store.create({ id: 'a', owner: 'ann', name, bytes: 0 })
      expect(await store.get('a', 'ann')).toMatchObject({ name })
    })

    it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses a size of %d bytes', async (bytes) => {
      const { store } = await create()
      const upload = { id: 'a', owner: 'ann', name: 'x', bytes }
      await expect(store.create(upload)).rejects.toMatchObject({ code: 'invalid-input' })
    })

    it('refuses a file that is too large before any of it has come', async () => {
      const { store } = await create()
      const upload = { id: 'a', owner: 'ann', name: 'x', bytes: store.mostBytes + 1 }
      await expect(store.create(upload)).rejects.toMatchObject({ code: 'invalid-input' })
      expect(await store.get('a', 'ann')).toBeNull()
    })

    it('forgets an upload that is removed, and its id is free again', async () => {
      const { store } = await begin()
      await store.append('a', 'ann', 0, bodyOf('abcdef'))
      await store.remove('a', 'ann')
      expect(await store.get('a', 'ann')).toBeNull()
      expect(await store.create({ id: 'a', owner: 'eve', name: 'x', bytes: 6 })).toBe(true)
      expect(await store.get('a', 'eve')).toMatchObject({ receivedBytes: 0 })
    })

    it('forgets what was never finished and what was never used, and nothing before its time', async () => {
      const { store, outlive } = await begin()
      await store.create({ id: 'whole', owner: 'ann', name: 'x', bytes: 0 })
      await store.expire(async () => false)
      expect(await store.get('a', 'ann')).not.toBeNull()
      outlive()
      await store.create({ id: 'new', owner: 'ann', name: 'x', bytes: 1 })
      await store.expire(async () => false)
      const left = await Promise.all(['a', 'whole', 'new'].map(async (id) => store.get(id, 'ann')))
      expect(left.map((upload) => upload?.id)).toEqual([undefined, undefined, 'new'])
    })

    it('forgets nothing that is needed, and asks of nothing that is not old', async () => {
      const { store, outlive } = await begin()
      await store.create({ id: 'other', owner: 'ann', name: 'x', bytes: 1 })
      outlive()
      await store.append('a', 'ann', 0, bodyOf('abc'))
      const asked: string[] = []
      await store.expire(async (id) => {
        asked.push(id)
        return true
      })
      expect(asked).toEqual(['other'])
      expect(await store.get('other', 'ann')).not.toBeNull()
    })

    it('counts opening as use', async () => {
      const { store, outlive } = await begin(0)
      outlive()
      await store.open('a', 'ann')
      await store.expire(async () => false)
      expect(await store.get('a', 'ann')).not.toBeNull()
    })
  })
}

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13)

const toBytes = (text: string) => new TextEncoder().encode(text)

function bodyOf(...parts: readonly (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(typeof part === 'string' ? toBytes(part) : part)
      controller.close()
    },
  })
}

function brokenAfter(text: string): ReadableStream<Uint8Array> {
  let isSent = false
  return new ReadableStream({
    pull(controller) {
      if (isSent) controller.error(new Error('The line was cut.'))
      else controller.enqueue(toBytes(text))
      isSent = true
    },
  })
}

const bytesOf = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) =>
  new Uint8Array(await new Response(stream).arrayBuffer())

const textOf = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => new Response(stream).text()
