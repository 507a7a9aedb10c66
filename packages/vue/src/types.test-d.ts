import type { CallsOf, CatalogOf, JobError, JobStatus, Upload } from '@onetake/core'
import { callFor, defineProvider, operationFor } from '@onetake/core'
import { createJobsClient } from '@onetake/core/client'
import { expectTypeOf } from 'vitest'
import { ref, type ComputedRef } from 'vue'
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
  const view = useJob(() => 'studio.animate' as const, { id: ref('a') })
  const { start } = view
  const job = view.job.value
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

  expectTypeOf(view.status).toEqualTypeOf<ComputedRef<JobStatus | 'idle'>>()
  expectTypeOf(view.progress.value).toEqualTypeOf<number | null>()
  expectTypeOf(view.error.value).toEqualTypeOf<JobError | null>()
  // @ts-expect-error no such status
  if (view.status.value === 'done') return null

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
  expectTypeOf(data.value).toEqualTypeOf<{ id: string; name: string }[] | null>()
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
  const { status, upload, progress, start } = useUpload()
  expectTypeOf(start).toEqualTypeOf<(file: Blob) => Promise<Upload>>()
  expectTypeOf(upload.value).toEqualTypeOf<Upload | null>()
  expectTypeOf(progress.value).toEqualTypeOf<number | null>()
  // @ts-expect-error no such status
  if (status.value === 'succeeded') return
  // @ts-expect-error a path is no file
  void start('/home/ann/face.png')
}
