import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { JobError, type Upload, type UploadStore } from '@onetake/core'
import { createJobsClient, type Fetch, type UploadProgress } from '@onetake/core/client'
import { createScript, scripted } from '@onetake/core/testing'
import { firstValueFrom, from, takeWhile, toArray } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryArtifacts } from '../test/memory-artifacts.ts'
import { createEngine } from './create-engine.ts'
import { createFileUploads } from './file-uploads.ts'
import { createHandler } from './handler.ts'

const SIZE = 1_000_000
const CONTENT = 'onetake '.repeat(SIZE / 8)

let folder: string
let uploads: UploadStore
let handle: (request: Request) => Promise<Response>
let asked: string[]
/** What becomes of a request before the server hears of it; undefined lets it through. */
let onTheWay: (request: Request) => Promise<Response> | undefined
let stored: Map<string, string>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onetake-'))
  uploads = createFileUploads(folder)
  const providers = [scripted(createScript())] as const
  const engine = createEngine({ providers, artifacts: createMemoryArtifacts(), uploads })
  handle = createHandler(engine, { owner: (request) => request.headers.get('x-viewer') ?? '' })
  asked = []
  stored = new Map()
  onTheWay = () => undefined
})
afterEach(() => rm(folder, { recursive: true }))

function open(viewer = 'ann') {
  const fetch: Fetch = async (url, init) => {
    const request = new Request(url, init)
    asked.push(`${request.method} ${new URL(url).pathname}`)
    return onTheWay(request) ?? handle(request)
  }
  let ids = 0
  return createJobsClient({
    url: 'http://onetake.test',
    fetch,
    headers: { 'x-viewer': viewer },
    timing: { retryAfterMs: 1, retryAtMostMs: 2 },
    random: () => 0,
    newId: () => `${viewer}-${stored.size}-${(ids += 1)}`,
    storage: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => void stored.set(key, value),
    },
  })
}

const fileOf = (content = CONTENT, name = 'grün.mp4') => new File([content], name, { lastModified: 7 })
const isPatch = ({ method }: Request) => method === 'PATCH'
const textOf = async (id: string, owner = 'ann') =>
  new Response((await uploads.open(id, owner)).stream()).text()
const count = (method: string) => asked.filter((each) => each.startsWith(method)).length
/** Happens to the requests of these numbers, from 0, and to no other. */
const atNumbers = (numbers: readonly number[], happens: (request: Request) => Promise<Response>) => {
  let patches = -1
  return (request: Request) => {
    if (isPatch(request)) patches += 1
    return isPatch(request) && numbers.includes(patches) ? happens(request) : undefined
  }
}
const cut = () => Promise.reject(new TypeError('fetch failed'))

describe('client.upload', () => {
  it('brings a file, tells how far it is, and what the server made of it', async () => {
    const told: UploadProgress[] = []
    const upload = await open().upload(fileOf(), { onProgress: (progress) => told.push(progress) })
    expect(upload).toMatchObject({ name: 'grün.mp4', bytes: SIZE, mediaType: 'application/octet-stream' })
    expect(await textOf(upload.id)).toBe(CONTENT)
    const sent = told.map(({ sentBytes }) => sentBytes)
    expect(sent).toEqual(sent.toSorted((a, b) => a - b))
    expect([sent[0], sent.at(-1), new Set(sent).size > 2]).toEqual([0, SIZE, true])
  })

  it('takes bytes that are no file, and none at all', async () => {
    const client = open()
    const [some, none] = [await client.upload(new Blob(['abc'])), await client.upload(new Blob([]))]
    expect([await textOf(some.id), await textOf(none.id)]).toEqual(['abc', ''])
    expect(stored.size).toBe(0)
  })

  it('goes on where the server stands when a line is lost, before a part or after it', async () => {
    let losses = 0
    onTheWay = atNumbers([1, 3], async (request) => {
      losses += 1
      // The first is lost on its way there, the second on its way back.
      if (losses === 2) await handle(request)
      return cut()
    })
    const connections: string[] = []
    const { id } = await open().upload(fileOf(), {
      onProgress: ({ connection }) => connections.push(connection),
    })
    expect(await textOf(id)).toBe(CONTENT)
    expect([losses, count('POST'), connections.includes('lost')]).toEqual([2, 1, true])
  })

  it('begins once when the answer to the beginning is lost', async () => {
    let isLost = false
    onTheWay = (request) => {
      if (request.method !== 'POST' || isLost) return undefined
      isLost = true
      return handle(request).then(cut)
    }
    expect(await textOf((await open().upload(fileOf('abc'))).id)).toBe('abc')
    expect(count('POST')).toBe(1)
  })

  it.each([
    ['a gateway with nobody behind it', () => new Response('Bad gateway', { status: 502 })],
    ['too many requests', () => problem('rate-limited', 429)],
  ])('waits for %s', async (_, answer) => {
    onTheWay = atNumbers([0, 1], async () => answer())
    expect(await textOf((await open().upload(fileOf('abc'))).id)).toBe('abc')
  })

  it.each([
    ['a fault of the server', () => problem('internal', 500), 'internal'],
    ['a page that is no server of ours', () => new Response('<html>', { status: 404 }), 'unreachable'],
    ['nobody who is signed in', () => new Response('', { status: 401 }), 'unauthorized'],
  ])('does not try again for %s', async (_, answer, code) => {
    onTheWay = atNumbers([0], async () => answer())
    await expect(open().upload(fileOf('abc'))).rejects.toMatchObject({ code })
    expect(count('PATCH')).toBe(1)
  })

  it('refuses a file that is too large, with the words of the server', async () => {
    const huge = new File([], 'huge.mp4')
    Object.defineProperty(huge, 'size', { value: uploads.mostBytes + 1 })
    await expect(open().upload(huge)).rejects.toMatchObject({ code: 'invalid-input' })
  })

  it('stops when it is told to, and goes on where it stopped when the file is chosen again', async () => {
    const stop = new AbortController()
    const stopped = open().upload(fileOf(), {
      signal: stop.signal,
      onProgress: ({ sentBytes }) => sentBytes > 0 && stop.abort(),
    })
    await expect(stopped).rejects.toMatchObject({ code: 'abandoned' })
    const [id = ''] = stored.values()
    const { receivedBytes = 0 } = (await uploads.get(id, 'ann')) ?? {}
    expect(receivedBytes).toBeGreaterThan(0)
    asked = []
    const upload = await open().upload(fileOf())
    expect([upload.id, count('POST')]).toEqual([id, 0])
    expect(await textOf(id)).toBe(CONTENT)
  })

  it('sends nothing of a file that is here already', async () => {
    const { id } = await open().upload(fileOf('abc'))
    asked = []
    expect((await open().upload(fileOf('abc'))).id).toBe(id)
    expect([count('POST'), count('PATCH')]).toEqual([0, 0])
  })

  it('begins anew where the upload is gone, or is of somebody who has signed out', async () => {
    const first = await open().upload(fileOf('abc'))
    const other = await open('eve').upload(fileOf('abc'))
    expect(other.id).not.toBe(first.id)
    await uploads.remove(other.id, 'eve')
    const again = await open('eve').upload(fileOf('abc'))
    expect(await textOf(again.id, 'eve')).toBe('abc')
  })

  it('takes a file that is chosen again while it is on its way for another upload', async () => {
    const client = open()
    let second: Promise<Upload> | undefined
    const onProgress = ({ sentBytes }: UploadProgress) => {
      if (sentBytes > 0) second ??= client.upload(fileOf())
    }
    const one = await client.upload(fileOf(), { onProgress })
    const other = await second
    expect(other?.id).not.toBe(one.id)
    expect([await textOf(one.id), await textOf(other?.id ?? '')]).toEqual([CONTENT, CONTENT])
  })

  it('asks where the upload stands when a part came twice, as a browser may send it', async () => {
    onTheWay = atNumbers([1], async (request) => {
      await handle(request.clone())
      return handle(request)
    })
    expect(await textOf((await open().upload(fileOf())).id)).toBe(CONTENT)
    expect(count('HEAD')).toBe(1)
  })

  it('goes by the id that it is given', async () => {
    const client = open()
    expect((await client.upload(fileOf('abc'), { id: 'mine' })).id).toBe('mine')
    expect((await client.upload(fileOf('abc'), { id: 'mine' })).id).toBe('mine')
    expect(count('POST')).toBe(1)
    await expect(open('eve').upload(fileOf('abc'), { id: 'mine' })).rejects.toMatchObject({
      code: 'conflict',
    })
    await expect(client.upload(fileOf('abcdef'), { id: 'mine' })).rejects.toMatchObject({ code: 'conflict' })
  })

  it('says what to do when another origin keeps back where an upload stands', async () => {
    onTheWay = (request) =>
      isPatch(request) ? handle(request).then(({ status }) => new Response(null, { status })) : undefined
    await expect(open().upload(fileOf('abc'))).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('Upload-Offset'),
    })
  })

  it('says where the server is when the way there is a redirect', async () => {
    onTheWay = (request) =>
      handle(request).then((response) =>
        Object.defineProperties(response, {
          redirected: { value: true },
          url: { value: request.url.replace('http:', 'https:') },
        }),
      )
    await expect(open().upload(fileOf('abc'))).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('https://onetake.test'),
    })
    expect(asked).toEqual(['POST /uploads'])
  })

  it('gives up on a file that was taken away while the line was down', async () => {
    const file = fileOf()
    onTheWay = atNumbers([1], () => {
      const gone = () => Promise.reject(new DOMException('gone', 'NotReadableError'))
      file.slice = () => Object.assign(new Blob(), { arrayBuffer: gone })
      return cut()
    })
    await expect(open().upload(file)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('Choose it again'),
    })
  })

  it('remembers nothing where it may not, and works', async () => {
    const forbidden = () => {
      throw new DOMException('no', 'SecurityError')
    }
    const client = createJobsClient({
      url: 'http://onetake.test',
      fetch: (url, init) => handle(new Request(url, init)),
      headers: { 'x-viewer': 'ann' },
      storage: { getItem: forbidden, setItem: forbidden },
    })
    expect((await client.upload(fileOf('abc'))).bytes).toBe(3)
  })
})

function problem(code: 'rate-limited' | 'internal', status: number): Response {
  const error = new JobError(code, 'Not now.')
  return Response.json({ type: 'x', title: 'x', status, detail: error.message, code }, { status })
}

it('a handle is an observable of what it shows', async () => {
  const shown = open().uploadHandle()
  const seen = firstValueFrom(
    from(shown).pipe(
      takeWhile(({ status }) => status !== 'done', true),
      toArray(),
    ),
  )
  await shown.start(fileOf())
  const statuses = (await seen).map(({ status }) => status)
  expect([...new Set(statuses)]).toEqual(['idle', 'uploading', 'done'])
})
