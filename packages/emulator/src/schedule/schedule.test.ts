import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jobStates } from './job-state.ts'
import { scheduleJobs } from './schedule.ts'
import type { ScheduledJob } from './scheduled-job.ts'

type Named = readonly [string, ScheduledJob]

const record = (id: string, changes: Partial<ScheduledJob> = {}): Named => [
  id,
  { createdAt: 0, workMs: 10_000, canceledAt: null, script: {}, ...changes },
]
const modes = { workers: 1, queueSeconds: 1 }
const at = (jobs: readonly Named[], now: number) => {
  const byId = new Map(jobs)
  return [...jobStates(byId, scheduleJobs(byId, modes), now).values()]
}

describe('a queue of jobs', () => {
  it('moves up as jobs end', () => {
    const jobs = ['a', 'b', 'c'].map((rid) => record(rid))
    expect(at(jobs, 500)).toEqual([1, 2, 3].map((position) => ({ kind: 'queued', position })))
    expect(at(jobs, 6000)).toEqual([
      { kind: 'running', percent: 50 },
      { kind: 'queued', position: 1 },
      { kind: 'queued', position: 2 },
    ])
    expect(at(jobs, 11_000).map((state) => state.kind)).toEqual(['succeeded', 'running', 'queued'])
  })

  it('closes up when a waiting job is canceled', () => {
    const jobs = [record('a'), record('b', { canceledAt: 3000 }), record('c')]
    expect(at(jobs, 2000)[2]).toEqual({ kind: 'queued', position: 2 })
    expect(at(jobs, 3000).slice(1)).toEqual([
      { kind: 'canceled', at: 3000 },
      { kind: 'queued', position: 1 },
    ])
    expect(at(jobs, 11_000)[2]).toEqual({ kind: 'running', percent: 0 })
  })

  it('goes on past a job that stalls', () => {
    const jobs = [record('a', { script: { stallAtPercent: 40 } }), record('b')]
    expect(at(jobs, 15_000)).toEqual([
      { kind: 'running', percent: 40 },
      { kind: 'running', percent: 40 },
    ])
    expect(at(jobs, 1e9).map((state) => state.kind)).toEqual(['running', 'succeeded'])
  })

  it('ends a failing job at its percent', () => {
    const jobs = [record('a', { script: { fail: { code: '501', atPercent: 30 } } })]
    expect(at(jobs, 3999)[0]).toEqual({ kind: 'running', percent: 29 })
    expect(at(jobs, 4000)[0]).toEqual({ kind: 'failed', at: 4000, code: '501' })
  })

  const jobsArbitrary = fc
    .array(
      fc.record({
        gap: fc.nat(9000),
        workMs: fc.integer({ min: 1, max: 20_000 }),
        cancelAfter: fc.option(fc.nat(40_000)),
      }),
      { maxLength: 8 },
    )
    .map((rows) => {
      let createdAt = 0
      return rows.map(({ gap, workMs, cancelAfter }, index) => {
        createdAt += gap
        const canceledAt = cancelAfter === null ? null : createdAt + cancelAfter
        return record(`job ${index}`, { createdAt, workMs, canceledAt })
      })
    })

  it('never takes back what it said: a later cancellation changes nothing before it', () => {
    fc.assert(
      fc.property(jobsArbitrary, fc.nat(100_000), fc.nat(8), (jobs, now, index) => {
        const before = at(jobs, now)
        const later = jobs.map(([id, job], place) =>
          place === index && job.canceledAt === null
            ? record(id, { ...job, canceledAt: now + 1 })
            : record(id, job),
        )
        expect(at(later, now)).toEqual(before)
      }),
    )
  })

  it('only goes forward', () => {
    const order = ['queued', 'running', 'succeeded', 'canceled']
    fc.assert(
      fc.property(jobsArbitrary, fc.nat(60_000), fc.nat(60_000), (jobs, now, wait) => {
        const [early, late] = [at(jobs, now), at(jobs, now + wait)]
        for (const [index, state] of early.entries()) {
          const next = late[index]
          expect(order.indexOf(next?.kind ?? '')).toBeGreaterThanOrEqual(order.indexOf(state.kind))
          if (state.kind === 'queued' && next?.kind === 'queued')
            expect(next.position).toBeLessThanOrEqual(state.position)
        }
      }),
    )
  })
})
