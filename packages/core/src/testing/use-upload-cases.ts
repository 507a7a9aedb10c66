/* oxlint-disable vitest/no-standalone-expect -- each framework's own test runs these inside `it` */
import { expect, vi } from 'vitest'
import type { UploadHandle, UploadHandleState } from '../client/index.ts'
import type { JobFailure } from '../errors.ts'
import { controlLine } from './serve-line.ts'
import { createScriptedClient, type ScriptedClient } from './use-job-cases.ts'

/** A component on the page that calls `useUpload` and draws what it returns. */
export interface MountedUpload {
  /** What the page shows now, read back from it. */
  view(): UploadView
  /** The verbs that `useUpload` returned last. */
  verbs(): Pick<UploadHandle, 'start' | 'cancel' | 'reset'>
  /** Draw it again with the same client. */
  redraw(): Promise<void> | void
  unmount(): Promise<void> | void
}

/** A state after it went through JSON into the page. */
export type UploadView = Omit<UploadHandleState, 'error'> & { readonly error: JobFailure | null }

/** What a UI framework brings along. */
export interface UseUploadHarness {
  /** Of a server made with `serveLine`. */
  readonly url: string
  mount(client: ScriptedClient): Promise<MountedUpload> | MountedUpload
}

export interface UseUploadCase {
  readonly title: string
  run(harness: UseUploadHarness): Promise<void>
}

const IDLE = {
  status: 'idle',
  upload: null,
  sentBytes: 0,
  totalBytes: null,
  progress: null,
  error: null,
  connection: 'idle',
}
/** Several parts long. */
const BYTES = 3_000_000

/** What `useUpload` does, in any framework, in a real browser, over a real line. */
export const useUploadCases: readonly UseUploadCase[] = [
  useUploadCase('shows nothing at first and asks nobody anything', async ({ mount, requests }) => {
    const { view } = await mount()
    expect(view()).toEqual(IDLE)
    expect(await requests()).toEqual([])
  }),

  useUploadCase(
    'shows a file from its choice to its upload, which an operation then reads',
    async (world) => {
      const { view, verbs } = await world.mount()
      const { id } = await verbs().start(fileOf('face.png', '\u0089PNG\r\n'))
      const upload = { id, name: 'face.png', bytes: 7, mediaType: 'application/octet-stream' }
      await shows(view, { ...IDLE, status: 'done', upload, sentBytes: 7, totalBytes: 7, progress: 1 })
      expect(await world.client.call('scripted.read', { prompt: id })).toMatchObject({
        name: 'face.png',
        bytes: 7,
      })
    },
  ),

  useUploadCase('shows how far a file is', async ({ mount, line }) => {
    await line.holdUploads(true)
    const { view, verbs } = await mount()
    const sent = verbs().start(fileOf('long.mp4'))
    await shows(view, {
      status: 'uploading',
      sentBytes: 0,
      totalBytes: BYTES,
      progress: 0,
      connection: 'live',
    })
    await line.holdUploads(false)
    await sent
    await shows(view, { status: 'done', progress: 1, sentBytes: BYTES })
  }),

  useUploadCase('goes on where it was when the line comes back', async ({ mount, line, client }) => {
    const { view, verbs } = await mount()
    await line.cutUploadsAfter(2)
    const sent = verbs().start(fileOf('long.mp4'))
    await shows(view, { status: 'uploading', connection: 'lost', error: null })
    expect(view().sentBytes).toBeGreaterThan(0)
    expect(view().sentBytes).toBeLessThan(BYTES)
    await line.restore()
    const { id } = await sent
    await shows(view, { status: 'done' })
    expect((await client.call('scripted.read', { prompt: id })).text).toBe(TEXT)
  }),

  useUploadCase('sends each byte once when answers are lost', async ({ mount, line, requests, client }) => {
    const { verbs } = await mount()
    // Two: a browser repeats one by itself on a connection that was used before.
    await line.loseReplies(2)
    const { id } = await verbs().start(fileOf('long.mp4'))
    expect((await client.call('scripted.read', { prompt: id })).text).toBe(TEXT)
    expect((await requests()).filter((request) => request.startsWith('HEAD')).length).toBeGreaterThan(0)
  }),

  useUploadCase('goes on with the same file after the page was loaded again', async (world) => {
    const before = await world.mount()
    await world.line.cutUploadsAfter(2)
    void before.verbs().start(fileOf('long.mp4'))
    await shows(before.view, { connection: 'lost' })
    const { sentBytes } = before.view()
    before.verbs().cancel()
    await before.unmount()
    await world.line.restore()
    const after = await world.mountAnew()
    const known = await world.requests()
    const { id } = await after.verbs().start(fileOf('long.mp4'))
    const later = (await world.requests()).slice(known.length)
    expect(later.filter((request) => request === 'POST /uploads')).toEqual([])
    expect(later).toContain(`HEAD /uploads/${id}`)
    expect(sentBytes).toBeGreaterThan(0)
    expect((await world.client.call('scripted.read', { prompt: id })).text).toBe(TEXT)
  }),

  useUploadCase('is one upload for a double click', async ({ mount, requests }) => {
    const { verbs } = await mount()
    const file = fileOf('face.png', 'abc')
    const [first, second] = await Promise.all([verbs().start(file), verbs().start(file)])
    expect(second.id).toBe(first.id)
    expect((await requests()).filter((request) => request === 'POST /uploads')).toHaveLength(1)
  }),

  useUploadCase('takes another file instead', async ({ mount, line }) => {
    await line.holdUploads(true)
    const { view, verbs } = await mount()
    const first = verbs().start(fileOf('one.mp4'))
    await shows(view, { status: 'uploading' })
    const second = verbs().start(fileOf('two.png', 'abc'))
    await expect(first).rejects.toMatchObject({ code: 'abandoned' })
    await line.holdUploads(false)
    await second
    await shows(view, { status: 'done', upload: { name: 'two.png' } })
  }),

  useUploadCase('stops when it is canceled', async ({ mount, line, requests }) => {
    await line.holdUploads(true)
    const { view, verbs } = await mount()
    const sent = verbs().start(fileOf('long.mp4'))
    await shows(view, { status: 'uploading' })
    verbs().cancel()
    await shows(view, IDLE)
    await expect(sent).rejects.toMatchObject({ code: 'abandoned' })
    await line.holdUploads(false)
    const asked = await requests()
    expect(asked.filter((request) => request.startsWith('PATCH')).length).toBeLessThan(2)
  }),

  useUploadCase('shows why a file is not taken', async ({ mount }) => {
    const { view, verbs } = await mount()
    // Nothing of it is read before the server has said no.
    const huge = new File([], 'huge.mp4')
    Object.defineProperty(huge, 'size', { value: 3_000_000_000 })
    await expect(verbs().start(huge)).rejects.toMatchObject({ code: 'invalid-input' })
    await shows(view, { ...IDLE, status: 'failed', error: { code: 'invalid-input' } })
    await verbs().start(fileOf('face.png', 'abc'))
    await shows(view, { status: 'done', error: null })
  }),

  useUploadCase('shows nothing again after a reset, and the upload stays', async ({ mount, client }) => {
    const { view, verbs } = await mount()
    const { id } = await verbs().start(fileOf('face.png', 'abc'))
    await shows(view, { status: 'done' })
    verbs().reset()
    await shows(view, IDLE)
    expect(await client.call('scripted.read', { prompt: id })).toMatchObject({ text: 'abc' })
  }),

  useUploadCase('goes on when it leaves the page', async ({ mount, line, client }) => {
    await line.holdUploads(true)
    const { view, verbs, unmount } = await mount()
    const sent = verbs().start(fileOf('face.png', 'abc'))
    await shows(view, { status: 'uploading' })
    await unmount()
    await line.holdUploads(false)
    expect(await client.call('scripted.read', { prompt: (await sent).id })).toMatchObject({ text: 'abc' })
  }),

  useUploadCase('keeps its upload, and its verbs, when it is drawn again', async ({ mount }) => {
    const { view, verbs, redraw } = await mount()
    const { id } = await verbs().start(fileOf('face.png', 'abc'))
    await redraw()
    await shows(view, { status: 'done', upload: { id } })
  }),
]

interface World {
  readonly client: ScriptedClient
  readonly line: ReturnType<typeof controlLine>
  mount(): Promise<MountedUpload>
  /** With a client of its own, as after the page was loaded again. */
  mountAnew(): Promise<MountedUpload>
  /** Every request of this case's viewer so far. */
  requests(): Promise<string[]>
}

function useUploadCase(title: string, run: (world: World) => Promise<void>): UseUploadCase {
  return {
    title,
    async run({ url, mount }) {
      sessionStorage.clear()
      const line = controlLine(url)
      const viewer = crypto.randomUUID()
      const client = createScriptedClient(url, viewer)
      const mounted: MountedUpload[] = []
      const show = async (shown: ScriptedClient) => {
        const one = await mount(shown)
        mounted.push(one)
        return one
      }
      try {
        await run({
          client,
          line,
          requests: () => line.requests(viewer),
          mount: () => show(client),
          mountAnew: () => show(createScriptedClient(url, viewer)),
        })
      } finally {
        await line.restore()
        await line.holdUploads(false)
        for (const one of mounted) await one.unmount()
      }
    },
  }
}

const TEXT = 'onetake '.repeat(BYTES / 8)

/** Another file each time that is the same one: chosen again, not handed on. */
const fileOf = (name: string, content = TEXT) =>
  new File([content], name, { lastModified: 1_700_000_000_000 })

/** Generous: it only bounds how long a broken one takes to fail. */
const PATIENCE = { timeout: 10_000, interval: 10 }

const shows = (view: () => UploadView, expected: object) =>
  vi.waitFor(() => expect(view()).toMatchObject(expected), PATIENCE)
