import { describe, expect, it } from 'vitest'
import { reduceJob, type JobSnapshot } from '../job.ts'
import type { JobRecord, JobStore } from '../job-store.ts'

/**
 * What every job store keeps to.
 *
 * @param create - A new, empty store for each test.
 */
export function testJobStore(title: string, create: () => JobStore | Promise<JobStore>): void {
  describe(`${title} as a job store`, () => {
    it('gives back what was put, whole', async () => {
      const store = await create()
      const record = {
        ...recordOf('a'),
        ref: { rid: 'r-1', variants: [1, 2] },
        delivery: {
          artifacts: [{ format: 'glb', source: { rid: 'r-1' }, variant: 2 }],
          data: { credits: 2 },
        },
        submittedAt: 5,
        exclusive: 'key',
      }
      expect(await store.put(record, null)).toBe(true)
      expect(await store.get('a')).toEqual(record)
    })

    it('knows no job that was not put', async () => {
      const store = await create()
      expect(await store.get('a')).toBeNull()
      expect(await store.history('a')).toEqual([])
      expect(await store.list({})).toEqual([])
    })

    it("hides a job from anyone but its owner, when asked in an owner's name", async () => {
      const store = await create()
      await store.put(recordOf('a', { owner: 'ann' }), null)
      expect(await store.get('a', 'ann')).not.toBeNull()
      expect(await store.get('a', 'eve')).toBeNull()
    })

    it('lets a new id be put once', async () => {
      const store = await create()
      const [first, second] = await Promise.all([
        store.put(recordOf('a'), null),
        store.put(recordOf('a'), null),
      ])
      expect([first, second].filter(Boolean)).toHaveLength(1)
    })

    it('refuses a write by someone who has not seen the last one', async () => {
      const store = await create()
      const before = recordOf('a')
      const after = { ...before, job: moved(before.job) }
      await store.put(before, null)
      expect(await store.put(after, 0)).toBe(true)
      expect(await store.put({ ...before, owner: 'late' }, 0)).toBe(false)
      expect(await store.get('a')).toEqual(after)
    })

    it('takes what was learned without a move', async () => {
      const store = await create()
      await store.put(recordOf('a'), null)
      expect(await store.put({ ...recordOf('a'), ref: 'r-1' }, 0)).toBe(true)
      expect((await store.get('a'))?.ref).toBe('r-1')
      expect(await store.history('a')).toHaveLength(1)
    })

    it('lists newest first, by owner, by activity, up to a limit', async () => {
      const store = await create()
      await store.put(recordOf('old', { createdAt: 1 }), null)
      await store.put(recordOf('new', { createdAt: 3 }), null)
      await store.put(recordOf('other', { createdAt: 2, owner: 'eve' }), null)
      await store.put({ ...recordOf('over', { createdAt: 4 }), job: ended('over', 4) }, null)
      const ids = async (query: Parameters<JobStore['list']>[0]) =>
        (await store.list(query)).map(({ job }) => job.id)
      expect(await ids({})).toEqual(['over', 'new', 'other', 'old'])
      expect(await ids({ owner: 'ann' })).toEqual(['over', 'new', 'old'])
      expect(await ids({ owner: 'ann', active: true })).toEqual(['new', 'old'])
      expect(await ids({ active: false })).toEqual(['over'])
      expect(await ids({ limit: 2 })).toEqual(['over', 'new'])
    })

    it('remembers every snapshot, oldest first', async () => {
      const store = await create()
      const before = recordOf('a')
      const after = { ...before, job: moved(before.job) }
      await store.put(before, null)
      await store.put(after, 0)
      expect(await store.history('a')).toEqual([before.job, after.job])
    })
  })
}

function recordOf(id: string, { owner = 'ann', createdAt = 1 } = {}): JobRecord {
  return {
    job: { id, operation: 'scripted.make', seq: 0, createdAt, updatedAt: createdAt, status: 'pending' },
    owner,
    input: { prompt: 'a person waves' },
    fingerprint: 'f',
    cancelRequested: false,
    exclusive: null,
    submittedAt: null,
    ref: null,
    delivery: null,
  }
}

const moved = (job: JobSnapshot) => reduceJob(job, { status: 'submitting', at: 2 })

const ended = (id: string, createdAt: number) =>
  reduceJob(recordOf(id, { createdAt }).job, { status: 'canceled', at: createdAt })
