import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { streamFile } from './stream-file.ts'

const CONTENT = Buffer.from(Uint32Array.from({ length: 200_000 }, (_, index) => index).buffer)
let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onetake-stream-'))
  path = join(folder, 'file')
  await writeFile(path, CONTENT)
})
afterEach(() => rm(folder, { recursive: true }))

const read = async (stream: ReadableStream<Uint8Array>) =>
  Buffer.from(await new Response(stream).arrayBuffer())

describe('a stream of a file', () => {
  it.each([
    [{}, CONTENT],
    [{ start: 300_001 }, CONTENT.subarray(300_001)],
    [{ start: 5, end: 5 }, CONTENT.subarray(5, 6)],
    [{ start: 7, end: 600_000 }, CONTENT.subarray(7, 600_001)],
    [{ start: 900_000 }, Buffer.alloc(0)],
  ])('has the bytes of %j', async (range, bytes) => {
    expect((await read(streamFile(path, range))).equals(bytes)).toBe(true)
  })

  it.each(['its end', 'a cancel', 'an error'])('closes its handle with %s', async (how) => {
    const file = await open(path)
    const stream = streamFile(file)
    if (how === 'its end') await read(stream)
    if (how === 'a cancel') await stream.cancel()
    if (how === 'an error') {
      vi.spyOn(file, 'read').mockRejectedValue(new Error('disk'))
      await expect(read(stream)).rejects.toThrow('disk')
    }
    expect(file.fd).toBe(-1)
  })

  it('closes its handle with a cancel while it reads', async () => {
    const file = await open(path)
    const reader = streamFile(file).getReader()
    const first = reader.read().catch(() => {})
    await reader.cancel()
    await first
    await vi.waitFor(() => expect(file.fd).toBe(-1))
  })

  it('is one chunk ahead of whoever reads, and no more', async () => {
    const file = await open(path)
    const reads = vi.spyOn(file, 'read')
    const reader = streamFile(file).getReader()
    expect(reads).not.toHaveBeenCalled()
    await reader.read()
    expect(reads).toHaveBeenCalledTimes(2)
    await reader.cancel()
    expect(file.fd).toBe(-1)
  })

  it('tells an error when it is its turn, after what was read before', async () => {
    const file = await open(path)
    const readFromDisk = file.read.bind(file) as (...args: unknown[]) => never
    vi.spyOn(file, 'read').mockImplementationOnce(readFromDisk).mockRejectedValue(new Error('disk'))
    const reader = streamFile(file).getReader()
    const { value } = await reader.read()
    expect(value?.byteLength).toBeGreaterThan(0)
    await expect(reader.read()).rejects.toThrow('disk')
    expect(file.fd).toBe(-1)
  })

  it('opens nothing before it is read', async () => {
    const missing = streamFile(join(folder, 'missing'))
    await expect(read(missing)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
