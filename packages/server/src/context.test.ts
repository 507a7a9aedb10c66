import { type JobRecord, type JobSnapshot } from '@onetake/core'
import { describe, expect, it } from 'vitest'
import { createMemoryArtifacts } from '../test/memory-artifacts.ts'
import { createContexts } from './context.ts'
import { createMemoryStore } from './memory-store.ts'
import { noUploads } from './no-uploads.ts'

const walk = {
  id: '0',
  format: 'bvh',
  name: 'walk.bvh',
  href: '/jobs/job-1/artifacts/0',
  mediaType: 'text/x-bvh',
  bytes: 9,
  sha256: 'a',
}
const identity = { id: 'job-1', operation: 'saymotion.text2motion', seq: 0, createdAt: 1, updatedAt: 2 }
const succeeded = { ...identity, status: 'succeeded', output: { artifacts: [walk], data: null } } as const

/** What is lent to Ann and to Eve, where Ann has this job. */
async function lent(job: JobSnapshot) {
  const store = createMemoryStore()
  const artifacts = createMemoryArtifacts()
  await artifacts.write('job-1/0', new Blob(['HIERARCHY']).stream())
  const record: JobRecord = {
    job,
    owner: 'ann',
    input: { prompt: 'a walk' },
    fingerprint: '',
    exclusive: null,
    submittedAt: null,
    ref: 'r',
    cancelRequested: false,
    delivery: null,
  }
  await store.put(record, null)
  const { signal } = new AbortController()
  const contextOf = createContexts({ store, uploads: noUploads, artifacts, stopping: signal })
  const account = { id: 'export', client: null }
  return { ann: contextOf(account, 'ann'), eve: contextOf(account, 'eve'), nobody: contextOf(account, null) }
}

describe('a finished job, as an operation that goes on from it reads it', () => {
  it('is what it was asked and what it made, with its bytes, whatever provider made it', async () => {
    const { ann } = await lent(succeeded)
    const { job, input, files } = await ann.finished('job-1')
    expect({ job, input }).toEqual({ job: succeeded, input: { prompt: 'a walk' } })
    expect(files).toMatchObject([walk])
    expect(await new Response(await files[0]?.read()).text()).toBe('HIERARCHY')
  })

  it('is its owner’s alone', async () => {
    const { eve, nobody } = await lent(succeeded)
    await expect(eve.finished('job-1')).rejects.toMatchObject({ code: 'not-found' })
    await expect(nobody.finished('job-1')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('is none before it has succeeded', async () => {
    const { ann } = await lent({ ...identity, status: 'queued', position: null })
    await expect(ann.finished('job-1')).rejects.toMatchObject({
      code: 'conflict',
      message: 'Job "job-1" has made nothing: it is queued.',
    })
  })
})
