/* oxlint-disable vitest/no-standalone-expect -- each framework's own test runs these inside `it` */
import { expect, vi } from 'vitest'
import { createJobsClient, type JobState, type JobsClient } from '../client/index.ts'
import type { CatalogOf, CallsOf } from '../contract.ts'
import type { JobFailure } from '../errors.ts'
import { controlLine } from './serve-line.ts'
import { SCRIPTED_GLB, SCRIPTED_SUCCESS, type scripted } from './scripted-provider.ts'

export type ScriptedJobs = CatalogOf<[ReturnType<typeof scripted>]>
export type ScriptedCalls = CallsOf<[ReturnType<typeof scripted>]>
export type ScriptedClient = JobsClient<ScriptedJobs, ScriptedCalls>

/** What `useJob` is called with. */
export interface UseJobProps {
  readonly operation: keyof ScriptedJobs
  readonly id?: string | undefined
}

/** A component on the page that calls `useJob` and draws what it returns. */
export interface MountedJob {
  /** What the page shows now, read back from it. */
  view(): JobView
  /** The verbs that `useJob` returned last. */
  verbs(): JobVerbs
  update(props: UseJobProps): Promise<void> | void
  unmount(): Promise<void> | void
}

/** A state after it went through JSON into the page. */
export type JobView = Omit<JobState, 'error'> & { readonly error: JobFailure | null }

export interface JobVerbs {
  start(input: { prompt: string }): Promise<{ readonly id: string }>
  cancel(): Promise<unknown>
  retry(): Promise<unknown>
  abandon(): Promise<unknown>
  reset(): void
}

/** What a UI framework brings along. */
export interface UseJobHarness {
  /** Of a server made with `serveLine`. */
  readonly url: string
  mount(client: ScriptedClient, props: UseJobProps): Promise<MountedJob> | MountedJob
}

export interface UseJobCase {
  readonly title: string
  run(harness: UseJobHarness): Promise<void>
}

const MAKE: UseJobProps = { operation: 'scripted.make' }
const RUNNING = { status: 'running', progress: 0.25 } as const
const INPUT = { prompt: 'a person waves' }

/** What `useJob` does, in any framework, in a real browser, over a real line. */
export const useJobCases: readonly UseJobCase[] = [
  useJobCase('shows nothing at first and asks nobody anything', async ({ mount, requests }) => {
    const { view } = await mount(MAKE)
    expect(view()).toEqual({ job: null, status: 'idle', progress: null, error: null, connection: 'idle' })
    expect(await requests()).toEqual([])
  }),

  useJobCase('shows a job from its start to its files', async ({ mount, line, client }) => {
    const { view, verbs } = await mount(MAKE)
    await verbs().start(INPUT)
    await shows(view, { status: 'running', progress: 0.25, connection: 'live' })
    await line.say({ status: 'running', progress: 0.75 })
    await shows(view, { status: 'running', progress: 0.75 })
    await line.say(SCRIPTED_SUCCESS)
    await shows(view, { status: 'succeeded', progress: 1, connection: 'idle', error: null })
    const { job } = view()
    const id = job?.id ?? ''
    const succeeded = await client.get(id)
    if (succeeded.status !== 'succeeded') throw new Error(`The job is ${succeeded.status}.`)
    expect(job).toEqual(succeeded)
    const [artifact] = succeeded.output.artifacts
    if (!artifact) throw new Error('The job has no file.')
    const file = await fetch(client.fileUrl(artifact), { headers: viewerOf(client) })
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(SCRIPTED_GLB)
  }),

  useJobCase('shows the failure of a job as data, not as an error', async ({ mount, line }) => {
    const { view, verbs } = await mount(MAKE)
    await verbs().start(INPUT)
    await line.say({ status: 'failed', error: { code: 'provider-failed', message: 'No person in sight.' } })
    await shows(view, { status: 'failed', error: null, progress: null })
    expect(view().job).toMatchObject({ error: { code: 'provider-failed', message: 'No person in sight.' } })
  }),

  useJobCase('shows what is wrong with a refused input, and starts nothing', async ({ mount, list }) => {
    const { view, verbs } = await mount(MAKE)
    await expect(verbs().start({ prompt: '' })).rejects.toMatchObject({ code: 'invalid-input' })
    await shows(view, { status: 'idle', job: null, error: { code: 'invalid-input' } })
    expect(view().error?.issues).toMatchObject([{ path: 'prompt' }])
    expect(await list()).toEqual([])
  }),

  useJobCase('clears the error with the next start', async ({ mount }) => {
    const { view, verbs } = await mount(MAKE)
    void verbs().start({ prompt: '' })
    await shows(view, { error: { code: 'invalid-input' } })
    await verbs().start(INPUT)
    await shows(view, { status: 'running', error: null })
  }),

  useJobCase('starts one job for a double click', async ({ mount, list }) => {
    const { view, verbs } = await mount(MAKE)
    void verbs().start(INPUT)
    void verbs().start(INPUT)
    await shows(view, { status: 'running' })
    expect(await list()).toHaveLength(1)
  }),

  useJobCase('starts one job for two clicks, the second after the first was answered', async (world) => {
    const { view, verbs } = await world.mount(MAKE)
    const before = await world.line.submits()
    const [first, second] = [await verbs().start(INPUT), await verbs().start(INPUT)]
    expect(second.id).toBe(first.id)
    await shows(view, { status: 'running', job: { id: first.id } })
    expect(await world.list()).toHaveLength(1)
    expect(await world.line.submits()).toBe(before + 1)
  }),

  useJobCase('starts another job for the same input after the first was canceled', async (world) => {
    const { view, verbs } = await world.mount(MAKE)
    const { id } = await verbs().start(INPUT)
    await shows(view, { status: 'running' })
    await verbs().cancel()
    await shows(view, { status: 'canceled' })
    await world.line.say(RUNNING)
    expect((await verbs().start(INPUT)).id).not.toBe(id)
    await shows(view, { status: 'running' })
    expect(await world.list()).toHaveLength(2)
  }),

  useJobCase('is one job, submitted once, when the reply to its start is lost', async (world) => {
    const { view, verbs } = await world.mount(MAKE)
    const before = await world.line.submits()
    // Two: a browser repeats one by itself on a connection that was used before.
    await world.line.loseReplies(2)
    await verbs().start(INPUT)
    await shows(view, { status: 'running', error: null })
    expect(await world.list()).toHaveLength(1)
    expect(await world.line.submits()).toBe(before + 1)
    const starts = (await world.requests()).filter((request) => request.startsWith('PUT'))
    expect(starts.length).toBeGreaterThan(1)
    expect(new Set(starts).size).toBe(1)
  }),

  useJobCase('cancels', async ({ mount }) => {
    const { view, verbs } = await mount(MAKE)
    await verbs().start(INPUT)
    await shows(view, { status: 'running' })
    await verbs().cancel()
    await shows(view, { status: 'canceled', error: null, connection: 'idle' })
  }),

  useJobCase('shows why a job cannot be canceled, and goes on with it', async ({ mount, line, client }) => {
    const { id } = await client.start('scripted.make', INPUT)
    const { view, verbs } = await mount({ operation: 'scripted.polish' })
    await verbs().start({ prompt: id })
    await shows(view, { status: 'running' })
    await expect(verbs().cancel()).rejects.toMatchObject({ code: 'unsupported' })
    await shows(view, { status: 'running', error: { code: 'unsupported' }, connection: 'live' })
    await line.say(SCRIPTED_SUCCESS)
    await shows(view, { status: 'succeeded' })
  }),

  useJobCase('lets a person submit an unconfirmed job again', async ({ mount, line }) => {
    await line.takeJobs(false)
    const { view, verbs } = await mount(MAKE)
    await verbs().start(INPUT)
    await shows(view, { status: 'unconfirmed' })
    await line.takeJobs(true)
    await verbs().retry()
    await shows(view, { status: 'running', error: null })
  }),

  useJobCase('lets a person give up an unconfirmed job', async ({ mount, line }) => {
    await line.takeJobs(false)
    const { view, verbs } = await mount(MAKE)
    await verbs().start(INPUT)
    await shows(view, { status: 'unconfirmed' })
    await verbs().abandon()
    await shows(view, { status: 'failed', job: { error: { code: 'abandoned' } }, error: null })
  }),

  useJobCase('stops no work when it leaves the page, and shows the job again by its id', async (world) => {
    const first = await world.mount(MAKE)
    const { id } = await first.verbs().start(INPUT)
    await shows(first.view, { status: 'running' })
    await first.unmount()
    await world.line.say({ status: 'running', progress: 0.5 })
    await vi.waitFor(
      async () => expect(await world.client.get(id)).toMatchObject({ progress: 0.5 }),
      PATIENCE,
    )
    const again = await world.mount({ ...MAKE, id })
    await shows(again.view, { status: 'running', progress: 0.5, connection: 'live' })
    await world.line.say(SCRIPTED_SUCCESS)
    await shows(again.view, { status: 'succeeded' })
  }),

  useJobCase('tells that there is no such job', async ({ mount }) => {
    const { view } = await mount({ ...MAKE, id: 'nothing-here' })
    await shows(view, { status: 'idle', job: null, error: { code: 'not-found' }, connection: 'idle' })
  }),

  useJobCase('shows how a job ended while the line was down', async ({ mount, line }) => {
    const { view, verbs } = await mount(MAKE)
    await verbs().start(INPUT)
    await shows(view, { status: 'running', connection: 'live' })
    await line.cut()
    await shows(view, { status: 'running', connection: 'lost', error: null })
    await line.say(SCRIPTED_SUCCESS)
    await shows(view, { status: 'running', connection: 'lost', error: null })
    await line.restore()
    await shows(view, { status: 'succeeded', connection: 'idle' })
  }),

  useJobCase('follows on where it was when the line comes back', async ({ mount, line }) => {
    const { view, verbs } = await mount(MAKE)
    await verbs().start(INPUT)
    await shows(view, { connection: 'live' })
    await line.cut()
    await shows(view, { connection: 'lost' })
    await line.restore()
    await shows(view, { status: 'running', connection: 'live' })
    await line.say({ status: 'running', progress: 0.9 })
    await shows(view, { progress: 0.9 })
  }),

  useJobCase('shows nothing again after a reset, while the job goes on', async ({ mount, client, line }) => {
    const { view, verbs } = await mount(MAKE)
    const { id } = await verbs().start(INPUT)
    await shows(view, { status: 'running' })
    verbs().reset()
    await shows(view, { job: null, status: 'idle', progress: null, error: null, connection: 'idle' })
    await line.say(SCRIPTED_SUCCESS)
    await vi.waitFor(
      async () => expect(await client.get(id)).toMatchObject({ status: 'succeeded' }),
      PATIENCE,
    )
    expect(view().status).toBe('idle')
  }),

  useJobCase('shares one stream between two places that show one job', async ({ mount, line, requests }) => {
    const first = await mount(MAKE)
    const { id } = await first.verbs().start(INPUT)
    const second = await mount({ ...MAKE, id })
    await shows(first.view, { status: 'running', connection: 'live' })
    await shows(second.view, { status: 'running', connection: 'live' })
    await line.say(SCRIPTED_SUCCESS)
    await shows(first.view, { status: 'succeeded' })
    await shows(second.view, { status: 'succeeded' })
    expect(second.view()).toEqual(first.view())
    expect((await requests()).filter((request) => request === 'GET /jobs/events')).toHaveLength(1)
  }),

  useJobCase('shows another job under another id, and none under none', async ({ mount, client }) => {
    const [one, two] = [
      await client.start('scripted.make', INPUT),
      await client.start('scripted.make', INPUT),
    ]
    const { view, update } = await mount({ ...MAKE, id: one.id })
    await shows(view, { status: 'running', job: { id: one.id } })
    await update({ ...MAKE, id: two.id })
    await shows(view, { status: 'running', job: { id: two.id }, connection: 'live' })
    await update(MAKE)
    await shows(view, { status: 'idle', job: null, connection: 'idle' })
  }),

  useJobCase('keeps a job that it has started when its id is handed back', async ({ mount, requests }) => {
    const { view, verbs, update } = await mount(MAKE)
    const { id } = await verbs().start(INPUT)
    await shows(view, { status: 'running', connection: 'live' })
    const before = await requests()
    await update({ ...MAKE, id })
    await shows(view, { status: 'running', job: { id }, connection: 'live' })
    expect(await requests()).toEqual(before)
  }),

  useJobCase('keeps a job that it has started when it is drawn again', async ({ mount, requests }) => {
    const { view, verbs, update } = await mount(MAKE)
    await verbs().start(INPUT)
    await shows(view, { status: 'running', connection: 'live' })
    const before = await requests()
    await update({ ...MAKE })
    await shows(view, { status: 'running', connection: 'live' })
    expect(await requests()).toEqual(before)
  }),

  useJobCase('begins anew with another operation', async ({ mount }) => {
    const { view, verbs, update } = await mount(MAKE)
    const { id } = await verbs().start(INPUT)
    await shows(view, { status: 'running' })
    await update({ operation: 'scripted.polish' })
    await shows(view, { status: 'idle', job: null })
    await verbs().start({ prompt: id })
    await shows(view, { status: 'running', job: { operation: 'scripted.polish' } })
  }),
]

interface World {
  readonly client: ScriptedClient
  readonly line: ReturnType<typeof controlLine>
  mount(props: UseJobProps): Promise<MountedJob>
  /** Every request of this case's client so far. */
  requests(): Promise<string[]>
  /** Every job of this case's client. */
  list(): Promise<unknown>
}

function useJobCase(title: string, run: (world: World) => Promise<void>): UseJobCase {
  return {
    title,
    async run({ url, mount }) {
      const line = controlLine(url)
      const viewer = crypto.randomUUID()
      const client = createScriptedClient(url, viewer)
      const mounted: MountedJob[] = []
      await line.say(RUNNING)
      await line.takeJobs(true)
      try {
        await run({
          client,
          line,
          requests: () => line.requests(viewer),
          list: async () => (await fetch(`${url}/jobs`, { headers: viewerOf(client) })).json(),
          async mount(props) {
            const one = await mount(client, props)
            mounted.push(one)
            return one
          },
        })
      } finally {
        for (const one of mounted) await one.unmount()
        await line.restore()
        await line.say({ status: 'canceled' })
      }
    },
  }
}

const viewers = new WeakMap<ScriptedClient, Readonly<Record<string, string>>>()
const viewerOf = (client: ScriptedClient) => viewers.get(client) ?? {}

/** A client for one viewer, in a hurry. */
export function createScriptedClient(url: string, viewer: string): ScriptedClient {
  const headers = { 'x-viewer': viewer }
  const timing = { retryAfterMs: 20, retryAtMostMs: 200 }
  const client: ScriptedClient = createJobsClient<ScriptedJobs, ScriptedCalls>({ url, headers, timing })
  viewers.set(client, headers)
  return client
}

/** Generous: it only bounds how long a broken one takes to fail. */
const PATIENCE = { timeout: 10_000, interval: 10 }

const shows = (view: () => JobView, expected: object) =>
  vi.waitFor(() => expect(view()).toMatchObject(expected), PATIENCE)
