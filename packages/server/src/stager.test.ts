import { JobError, defineProvider, operationFor } from '@onetake/core'
import { expect, it, vi } from 'vitest'
import { createManualClock } from '../test/manual-clock.ts'
import { createMemoryArtifacts } from '../test/memory-artifacts.ts'
import { ann } from '../test/set-up-engine.ts'
import { createEngine } from './create-engine.ts'
import { createMemoryStore } from './memory-store.ts'

/** An engine whose one operation takes its files there as `stage` does, and counts its submits. */
function setUp(stage: (signal: AbortSignal) => Promise<string>) {
  const submits: unknown[] = []
  const provider = defineProvider({
    id: 'video',
    connect: () => null,
    operations: {
      track: operationFor<null>()({
        title: 'Track',
        input: { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } },
        produces: ['glb'],
        pollEveryMs: 1_000,
        stage: (_, { signal }) => stage(signal),
        async submit(_, { staged, jobId }) {
          submits.push([jobId, staged])
          return 'ref'
        },
        status: async (refs) => refs.map(() => ({ status: 'queued' as const, position: 1 })),
        download: async () => new Response(),
      }),
    },
  })
  const clock = createManualClock()
  const store = createMemoryStore()
  const open = () =>
    createEngine({
      providers: [provider(null)],
      artifacts: createMemoryArtifacts(),
      store,
      clock,
      random: () => 0.5,
    })
  const engine = open()
  const statusOf = async () => (await engine.get('j', ann)).status
  return {
    submits,
    clock,
    engine,
    open,
    statusOf,
    start: () => engine.start('video.track', {}, { ...ann, id: 'j' }),
  }
}

it('a submit gets what was staged, and the id of the job', async () => {
  const { start, submits } = setUp(async () => 'https://storage/1')
  await start()
  await vi.waitFor(() => expect(submits).toEqual([['j', 'https://storage/1']]))
})

it('a job whose files do not get there waits as pending, and goes on when they do', async () => {
  const stage = vi
    .fn<() => Promise<string>>()
    .mockRejectedValueOnce(new JobError('provider-unavailable', 'down'))
    .mockResolvedValue('there')
  const { start, submits, statusOf, clock } = setUp(stage)
  await start()
  await vi.waitFor(() => expect(stage).toHaveBeenCalledOnce())
  expect([await statusOf(), submits]).toEqual(['pending', []])
  await vi.waitFor(() => {
    clock.advance(1_000)
    expect(submits).toHaveLength(1)
  })
})

it('files that can never be taken there end the job, with nothing submitted', async () => {
  const { start, submits, statusOf } = setUp(async () => {
    throw new JobError('invalid-input', 'No video.')
  })
  await start()
  await vi.waitFor(async () => expect(await statusOf()).toBe('failed'))
  expect(submits).toEqual([])
})

it('a job that is canceled while its files travel is not submitted', async () => {
  const given = vi.fn<() => void>()
  const { start, submits, engine, clock } = setUp(
    (signal) =>
      new Promise((_, reject) =>
        signal.addEventListener('abort', () => {
          given()
          reject(signal.reason)
        }),
      ),
  )
  await start()
  expect((await engine.cancel('j', ann)).status).toBe('canceled')
  await vi.waitFor(() => {
    clock.advance(1_000)
    expect(given).toHaveBeenCalledOnce()
  })
  expect(submits).toEqual([])
})

it('a process that died while files travelled loses nothing: the next one brings them again', async () => {
  let isDead = true
  const { start, submits, engine, open } = setUp((signal) =>
    isDead
      ? new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      : Promise.resolve('again'),
  )
  await start()
  await engine.stop()
  isDead = false
  const next = open()
  await next.resume()
  await vi.waitFor(() => expect(submits).toEqual([['j', 'again']]))
  await next.stop()
})
