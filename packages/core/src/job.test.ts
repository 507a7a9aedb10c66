import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { latest, reduceJob, type JobEvent, type JobSnapshot } from './job.ts'
import { canBecome, isTerminal, NEXT_STATUSES, type JobPhase, type JobStatus } from './phase.ts'

const pending: JobSnapshot = {
  id: 'a',
  operation: 'scripted.make',
  seq: 0,
  createdAt: 0,
  updatedAt: 0,
  status: 'pending',
}

const progress = fc.option(fc.double({ min: 0, max: 1, noNaN: true }))

const anyPhase: fc.Arbitrary<JobPhase> = fc.oneof(
  fc.constant<JobPhase>({ status: 'pending' }),
  fc.constant<JobPhase>({ status: 'submitting' }),
  fc.record({ status: fc.constant('unconfirmed'), since: fc.nat() }),
  fc.record({ status: fc.constant('queued'), position: fc.option(fc.nat(9)) }),
  fc.record(
    { status: fc.constant('running'), progress, message: fc.string(), retrying: fc.boolean() },
    { requiredKeys: ['status', 'progress'] },
  ),
  fc.record({ status: fc.constant('collecting'), receivedBytes: fc.nat(), totalBytes: fc.option(fc.nat()) }),
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

  it('moves along the table only', () => {
    everyStep((before, after) => {
      if (after !== before) expect(NEXT_STATUSES[before.status]).toContain(after.status)
    })
  })

  it('keeps nothing of the phase before', () => {
    everyStep((before, after, { at, ...phase }) => {
      if (after === before || phase.status === 'running' || phase.status === 'collecting') return
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

function reachable(from: JobStatus, seen = new Set<JobStatus>()): Set<JobStatus> {
  if (seen.has(from)) return seen
  seen.add(from)
  for (const next of NEXT_STATUSES[from]) reachable(next, seen)
  return seen
}
