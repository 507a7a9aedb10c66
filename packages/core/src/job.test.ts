import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { latest, reduceJob, type JobEvent, type JobIdentity, type JobSnapshot } from './job.ts'
import { canBecome, canCancel, isTerminal, NEXT_STATUSES, type JobPhase, type JobStatus } from './phase.ts'

const identity: JobIdentity = { id: 'a', operation: 'scripted.make', seq: 0, createdAt: 0, updatedAt: 0 }
const pending: JobSnapshot = { ...identity, status: 'pending' }
const running: JobSnapshot = { ...identity, status: 'running', progress: null }

/** What a provider may call a number: sensible, out of range, or none at all. */
const progress = fc.option(
  fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double(),
    fc.constantFrom(NaN, Infinity, -Infinity, 42, -1, -0),
  ),
)
const size = fc.oneof(fc.nat(), progress.map(Number))

const anyPhase: fc.Arbitrary<JobPhase> = fc.oneof(
  fc.constant<JobPhase>({ status: 'pending' }),
  fc.constant<JobPhase>({ status: 'submitting' }),
  fc.record({ status: fc.constant('unconfirmed'), since: fc.nat() }),
  fc.record({ status: fc.constant('queued'), position: fc.option(fc.oneof(fc.nat(9), size)) }),
  fc.record(
    { status: fc.constant('running'), progress, message: fc.string(), retrying: fc.boolean() },
    { requiredKeys: ['status', 'progress'] },
  ),
  fc.record({ status: fc.constant('collecting'), receivedBytes: size, totalBytes: fc.option(size) }),
  fc.constant<JobPhase>({ status: 'canceling' }),
  fc.record({ status: fc.constant('succeeded'), output: fc.jsonValue() }),
  fc.constant<JobPhase>({ status: 'failed', error: { code: 'provider-failed', message: 'It failed.' } }),
  fc.constant<JobPhase>({ status: 'canceled' }),
)

const anyEvent: fc.Arbitrary<JobEvent> = fc.tuple(anyPhase, fc.nat()).map(([phase, at]) => ({ ...phase, at }))

/** Every pair of neighbours that random events make of a job. */
function everyStep(assert: (before: JobSnapshot, after: JobSnapshot, event: JobEvent) => void): void {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      events.reduce<JobSnapshot>((before, event) => {
        const after = reduceJob(before, event)
        assert(before, after, event)
        return after
      }, pending)
    }),
    { numRuns: 2_000 },
  )
}

describe('reduceJob', () => {
  it('never leaves a terminal phase', () => {
    everyStep((before, after) => {
      if (isTerminal(before)) expect(after).toBe(before)
    })
  })

  it('grows seq by exactly one with every change', () => {
    everyStep((before, after) => {
      if (after !== before) expect(after.seq).toBe(before.seq + 1)
    })
  })

  it('returns the same object when nothing changes', () => {
    everyStep((_, after, { at: __, ...phase }) => {
      if (phase.status === after.status) expect(reduceJob(after, { ...phase, at: 9 })).toBe(after)
    })
  })

  it('never lets progress or received bytes go back', () => {
    everyStep((before, after) => {
      if (before.status === 'running' && after.status === 'running' && before.progress !== null) {
        expect(after.progress).toBeGreaterThanOrEqual(before.progress)
      }
      if (before.status === 'collecting' && after.status === 'collecting') {
        expect(after.receivedBytes).toBeGreaterThanOrEqual(before.receivedBytes)
      }
    })
  })

  it('lets no number in that means nothing', () => {
    everyStep((_, job) => {
      if (job.status === 'running') expect(job.progress ?? 0).toSatisfy(isFraction)
      if (job.status === 'queued') expect(job.position ?? 0).toSatisfy(isSize)
      if (job.status === 'collecting') {
        expect(job.receivedBytes).toSatisfy(isSize)
        expect(job.totalBytes ?? 0).toSatisfy(isSize)
      }
    })
  })

  it.each([
    [NaN, null],
    [Infinity, null],
    [-Infinity, null],
    [42, 1],
    [-1, 0],
    [0.5, 0.5],
    [null, null],
  ])('takes a progress of %d for %d', (said, shown) => {
    const job = reduceJob(running, { status: 'running', progress: said, at: 1 })
    expect(job).toMatchObject({ progress: shown })
  })

  it.each([
    [NaN, 0, null],
    [-5, 0, 0],
    [Infinity, 0, null],
    [7, 7, 7],
  ])('takes %d bytes for %d received, and for %d in all', (said, receivedBytes, totalBytes) => {
    const event: JobEvent = { status: 'collecting', receivedBytes: said, totalBytes: said, at: 1 }
    expect(reduceJob(running, event)).toMatchObject({ receivedBytes, totalBytes })
  })

  it('does not move a job that already holds a number that means nothing', () => {
    const odd: JobSnapshot = { ...running, status: 'running', progress: NaN }
    const once = reduceJob(odd, { status: 'running', progress: NaN, at: 1 })
    expect(reduceJob(once, { status: 'running', progress: NaN, at: 2 })).toBe(once)
  })

  it.each<[string, JobPhase, JobPhase]>([
    ['position', { status: 'queued', position: 1 }, { status: 'queued', position: 0 }],
    ['progress', { status: 'running', progress: 0.1 }, { status: 'running', progress: 0.2 }],
    [
      'message',
      { status: 'running', progress: 0.1, message: 'a' },
      { status: 'running', progress: 0.1, message: 'b' },
    ],
    [
      'retrying',
      { status: 'running', progress: 0.1, retrying: true },
      { status: 'running', progress: 0.1, retrying: false },
    ],
    [
      'receivedBytes',
      { status: 'collecting', receivedBytes: 1, totalBytes: 9 },
      { status: 'collecting', receivedBytes: 2, totalBytes: 9 },
    ],
    [
      'totalBytes',
      { status: 'collecting', receivedBytes: 1, totalBytes: null },
      { status: 'collecting', receivedBytes: 1, totalBytes: 9 },
    ],
  ])('takes another %s for a change', (_what, before, after) => {
    const job: JobSnapshot = { ...identity, ...before }
    expect(reduceJob(job, { ...after, at: 1 })).toEqual({ ...identity, seq: 1, updatedAt: 1, ...after })
  })

  it('does not take received bytes back when a download begins anew', () => {
    const job: JobSnapshot = { ...identity, status: 'collecting', receivedBytes: 8, totalBytes: 9 }
    expect(reduceJob(job, { status: 'collecting', receivedBytes: 2, totalBytes: 9, at: 1 })).toBe(job)
    expect(reduceJob(job, { status: 'collecting', receivedBytes: 2, totalBytes: 10, at: 1 })).toMatchObject({
      receivedBytes: 8,
      totalBytes: 10,
    })
  })

  it('moves along the table only', () => {
    everyStep((before, after) => {
      if (after !== before) expect(NEXT_STATUSES[before.status]).toContain(after.status)
    })
  })

  it('keeps nothing of the phase before', () => {
    everyStep((before, after, { at, ...phase }) => {
      if (after === before || ['queued', 'running', 'collecting'].includes(phase.status)) return
      const { id, operation, createdAt } = before
      expect(after).toEqual({ id, operation, createdAt, seq: after.seq, updatedAt: at, ...phase })
    })
  })

  it('starts progress anew after the provider put the job back in its queue', () => {
    const events: JobEvent[] = [
      { status: 'submitting', at: 1 },
      { status: 'queued', position: 3, at: 2 },
      { status: 'running', progress: 0.8, at: 3 },
      { status: 'queued', position: 0, at: 4 },
      { status: 'running', progress: 0.1, at: 5 },
    ]
    expect(events.reduce<JobSnapshot>(reduceJob, pending)).toMatchObject({
      status: 'running',
      progress: 0.1,
      seq: 5,
    })
  })
})

describe('the table', () => {
  // Written out a second time on purpose: a change of the table is a change of what is promised.
  it.each<[JobStatus, JobStatus[]]>([
    ['pending', ['submitting', 'failed', 'canceled']],
    ['submitting', ['unconfirmed', 'queued', 'canceling', 'failed']],
    ['unconfirmed', ['submitting', 'queued', 'running', 'failed']],
    ['queued', ['queued', 'running', 'collecting', 'canceling', 'failed', 'canceled']],
    ['running', ['queued', 'running', 'collecting', 'canceling', 'failed', 'canceled']],
    ['collecting', ['collecting', 'succeeded', 'failed']],
    ['canceling', ['unconfirmed', 'canceled', 'succeeded', 'failed']],
    ['succeeded', []],
    ['failed', []],
    ['canceled', []],
  ])('lets %s become %j, and nothing else', (status, next) => {
    const all = Object.keys(NEXT_STATUSES) as JobStatus[]
    expect(all.filter((one) => canBecome({ status }, one)).toSorted()).toEqual(next.toSorted())
  })

  it('lets every phase be reached, and every active one end', () => {
    const all = Object.keys(NEXT_STATUSES) as JobStatus[]
    expect(reachable('pending')).toEqual(new Set(all))
    for (const status of all.filter((one) => !isTerminal({ status: one }))) {
      expect([...reachable(status)].some((one) => isTerminal({ status: one }))).toBe(true)
    }
  })

  it('lets a job be canceled while the provider is still at it', () => {
    const cancelable = (Object.keys(NEXT_STATUSES) as JobStatus[]).filter((status) =>
      canBecome({ status }, 'canceling'),
    )
    expect(cancelable).toEqual(['submitting', 'queued', 'running'])
  })

  it('lets a person cancel those, and a job that no provider has heard of', () => {
    const all = Object.keys(NEXT_STATUSES) as JobStatus[]
    expect(all.filter((status) => canCancel({ status }))).toEqual([
      'pending',
      'submitting',
      'queued',
      'running',
    ])
  })
})

describe('latest', () => {
  const snapshot = fc.nat(5).map((seq): JobSnapshot => ({ ...pending, seq }))

  it('does not mind order, repeats or gaps', () => {
    fc.assert(
      fc.property(snapshot, snapshot, snapshot, (a, b, c) => {
        expect(latest(a, b).seq).toBe(latest(b, a).seq)
        expect(latest(latest(a, b), c).seq).toBe(latest(a, latest(b, c)).seq)
        expect(latest(a, a)).toBe(a)
      }),
    )
  })
})

const isSize = (value: number) => Number.isFinite(value) && value >= 0
const isFraction = (value: number) => isSize(value) && value <= 1

function reachable(from: JobStatus, seen = new Set<JobStatus>()): Set<JobStatus> {
  if (seen.has(from)) return seen
  seen.add(from)
  for (const next of NEXT_STATUSES[from]) reachable(next, seen)
  return seen
}
