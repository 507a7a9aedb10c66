import { mkdtemp, open, readFile, rm, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { writeBody } from './write-body.ts'

let folder: string
let path: string
let file: FileHandle
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onetake-write-'))
  path = join(folder, 'file')
  file = await open(path, 'w')
})
afterEach(async () => {
  vi.useRealTimers()
  await file.close()
  await rm(folder, { recursive: true })
})

const bytes = (text: string) => new TextEncoder().encode(text)
const from = (chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) =>
  NodeReadableStream.from(chunks) as ReadableStream<Uint8Array>
const written = () => readFile(path, 'utf8')

it('a body is written whole and in order, whatever its chunks', async () => {
  const chunks = Array.from({ length: 3_000 }, (_, index) => `${index}.`.repeat(index % 7))
  await writeBody(file, from(chunks.map(bytes)))
  expect(await written()).toBe(chunks.join(''))
})

it('small chunks that come one by one go to disk in pieces', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  async function* trickle() {
    for (let chunk = 0; chunk < 1_000; chunk += 1) {
      await new Promise((resolve) => setImmediate(resolve))
      yield new Uint8Array(1_024)
    }
  }
  const pieces = vi.spyOn(file, 'writev')
  await writeBody(file, from(trickle()))
  expect(pieces.mock.calls.length).toBeLessThan(10)
  expect((await readFile(path)).byteLength).toBe(1_024_000)
})

it('what came of a body that pauses is on disk', async () => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const done = writeBody(file, readable)
  for (const text of ['abc', 'def']) {
    await writer.write(bytes(text))
    await vi.waitFor(async () => expect(await written()).toMatch(new RegExp(`${text}$`)))
  }
  await writer.close()
  await done
})

it('what came of a body that breaks off is on disk when its error is told', async () => {
  async function* broken() {
    yield bytes('abc')
    yield bytes('def')
    throw new Error('cut')
  }
  await expect(writeBody(file, from(broken()))).rejects.toThrow('cut')
  expect(await written()).toBe('abcdef')
})

it('a chunk that is refused ends the body, and what came before it is on disk', async () => {
  const cancel = vi.fn<() => void>()
  const body = new ReadableStream<Uint8Array>({ pull: (line) => line.enqueue(bytes('abc')), cancel })
  let left = 2
  const check = () => {
    if (left-- === 0) throw new Error('too much')
  }
  await expect(writeBody(file, body, check)).rejects.toThrow('too much')
  expect(await written()).toBe('abcabc')
  expect(cancel).toHaveBeenCalledOnce()
})

it('a file that cannot be written is our own trouble, and ends the body', async () => {
  const readOnly = await open(path, 'r')
  const cancel = vi.fn<() => void>()
  const body = new ReadableStream<Uint8Array>({ pull: (line) => line.enqueue(bytes('abc')), cancel })
  await expect(writeBody(readOnly, body)).rejects.toMatchObject({ code: 'internal' })
  expect(cancel).toHaveBeenCalledOnce()
  await readOnly.close()
})

it('a disk that takes only a part of what it is given gets the rest', async () => {
  const writev = file.writev.bind(file)
  vi.spyOn(file, 'writev').mockImplementation(([first]) => writev([(first as Uint8Array).subarray(0, 2)]))
  await writeBody(file, from(['abc', 'def'].map(bytes)))
  expect(await written()).toBe('abcdef')
})

it('a body that is faster than the disk is not taken into memory', async () => {
  let goOn = () => {}
  const blocked = new Promise<void>((resolve) => (goOn = resolve))
  const writev = file.writev.bind(file)
  const waiting = vi.spyOn(file, 'writev').mockImplementation(async (chunks) => {
    await blocked
    return writev(chunks)
  })
  let taken = 0
  const body = new ReadableStream<Uint8Array>({
    pull(line) {
      taken += 65_536
      if (taken <= 8_000_000) line.enqueue(new Uint8Array(65_536))
      else line.close()
    },
  })
  const done = writeBody(file, body)
  await vi.waitFor(() => expect(waiting).toHaveBeenCalled())
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  expect(taken).toBeLessThan(2_000_000)
  goOn()
  await done
  expect((await readFile(path)).byteLength).toBe(7_995_392)
})
