import type { CallsOf, CatalogOf, JobError, Upload } from '@onetake/core'
import { callFor, defineProvider, operationFor } from '@onetake/core'
import { createJobsClient } from '@onetake/core/client'
import { expectTypeOf } from 'vitest'
import * as z from 'zod'
import { createJobHooks } from './index.ts'

const studio = defineProvider({
  id: 'studio',
  connect: (_credentials: { key: string }) => null,
  operations: {
    animate: operationFor<null>()({
      title: 'Animate',
      input: z.object({ prompt: z.string(), seconds: z.number().default(5) }),
      produces: ['fbx', 'glb'],
      pollEveryMs: 1000,
      submit: async () => ({ rid: 'r' }),
      status: async (refs) =>
        refs.map(() => ({
          status: 'succeeded' as const,
          output: { artifacts: [{ format: 'glb' as const, source: 'url' }], data: { credits: 2 } },
        })),
      download: async () => new Response(),
    }),
  },
  calls: {
    characters: callFor<null>()({
      title: 'Characters',
      input: z.object({ page: z.number() }),
      run: async () => [{ id: 'c1', name: 'Mia' }],
    }),
  },
})
type Providers = [ReturnType<typeof studio>]

const { useJob, useCall, useUpload, useJobsClient } = createJobHooks<
  CatalogOf<Providers>,
  CallsOf<Providers>
>()

export function Jobs() {
  const { job, status, progress, error, start } = useJob('studio.animate')
  void start({ prompt: 'wave' })
  void start({ prompt: 'wave', seconds: 3 })
  // @ts-expect-error the prompt is required
  void start({ seconds: 3 })
  // @ts-expect-error seconds are a number
  void start({ prompt: 'wave', seconds: '3' })
  // @ts-expect-error no such operation
  useJob('studio.dance')
  // @ts-expect-error an id is a text
  useJob('studio.animate', { id: 7 })

  expectTypeOf(progress).toEqualTypeOf<number | null>()
  expectTypeOf(error).toEqualTypeOf<JobError | null>()
  // @ts-expect-error no such status
  if (status === 'done') return null

  if (job?.status === 'succeeded') {
    const [artifact] = job.output.artifacts
    if (artifact) {
      expectTypeOf(artifact.format).toEqualTypeOf<'fbx' | 'glb'>()
      // @ts-expect-error what the provider needs to find its file stays on the server
      void artifact.source
    }
    expectTypeOf(job.output.data).toEqualTypeOf<{ credits: number }>()
  }
  if (job?.status === 'running') expectTypeOf(job.progress).toEqualTypeOf<number | null>()
  if (job?.status === 'failed') void job.error.message
  // @ts-expect-error only a running job has a progress of its own
  void job?.progress
  // @ts-expect-error the provider's handle stays on the server
  void job?.ref
  return job?.operation satisfies 'studio.animate' | undefined
}

export function Calls() {
  const { data } = useCall('studio.characters', { page: 1 })
  expectTypeOf(data).toEqualTypeOf<{ id: string; name: string }[] | null>()
  useCall('studio.characters', null)
  // @ts-expect-error a page is a number
  useCall('studio.characters', { page: 'one' })
  // @ts-expect-error no such call
  useCall('studio.credits', {})
}

export async function Undefined(maybe: { id?: string; headers?: Record<string, string>; ms?: number }) {
  const { id, headers, ms } = maybe
  useJob('studio.animate', { id })
  const options = {
    url: '/api',
    headers,
    fetch: undefined,
    newId: undefined,
    now: undefined,
    random: undefined,
  }
  const client = createJobsClient<CatalogOf<Providers>>({ ...options, timing: { retryAfterMs: ms } })
  await client.start('studio.animate', { prompt: 'wave' }, { id })
  // @ts-expect-error an id is a text
  await client.start('studio.animate', { prompt: 'wave' }, { id: 7 })
}

export async function Client() {
  const client = useJobsClient()
  const job = await client.start('studio.animate', { prompt: 'wave' })
  expectTypeOf(job.operation).toEqualTypeOf<'studio.animate'>()
  client.watch(job.id).subscribe((next) => next.operation satisfies 'studio.animate')
  const characters = await client.call('studio.characters', { page: 1 })
  expectTypeOf(characters).toEqualTypeOf<{ id: string; name: string }[]>()
  const artifact = job.status === 'succeeded' ? job.output.artifacts[0] : undefined
  if (artifact) client.fileUrl(artifact)
}

export function NoCalls() {
  const hooks = createJobHooks<CatalogOf<Providers>>()
  // @ts-expect-error this catalog has no calls
  hooks.useCall('studio.characters', { page: 1 })
}

export function Uploads() {
  const state = useUpload()
  expectTypeOf(state.start).toEqualTypeOf<(file: Blob) => Promise<Upload>>()
  if (state.status === 'done') expectTypeOf(state.upload).toEqualTypeOf<Upload>()
  if (state.status === 'failed') expectTypeOf(state.error).toEqualTypeOf<JobError>()
  // @ts-expect-error there is an upload only once it is done
  void state.upload.id
  // @ts-expect-error a path is no file
  void state.start('/home/ann/face.png')
}
