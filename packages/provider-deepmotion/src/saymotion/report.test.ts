import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toStanding } from './report.ts'
import { SAYMOTION_CODES } from './saymotion-codes.ts'

const failure = (exc_message: unknown, exc_type = 'PipelineError') =>
  toStanding({ rid: 'r', status: 'FAILURE', details: { exc_message, exc_type } })

test.each([
  ['STARTING', { status: 'STARTING' }, { status: 'queued', position: null }],
  ['STARTING with a place', { status: 'STARTING', positionInQueue: 2 }, { status: 'queued', position: 1 }],
  [
    'the first in the queue',
    { status: 'PROGRESS', positionInQueue: 1, details: { step: 0, total: 100 } },
    { status: 'queued', position: 0 },
  ],
  ['the fourth in the queue', { status: 'PROGRESS', positionInQueue: 4 }, { status: 'queued', position: 3 }],
  [
    'a job out of the queue',
    { status: 'PROGRESS', positionInQueue: 0, details: { step: 1, total: 4 } },
    { status: 'running', progress: 0.25 },
  ],
  [
    'a step past the total',
    { status: 'PROGRESS', details: { step: 7, total: 4 } },
    { status: 'running', progress: 1 },
  ],
  [
    'a negative step',
    { status: 'PROGRESS', details: { step: -1, total: 4 } },
    { status: 'running', progress: 0 },
  ],
  ['no total', { status: 'PROGRESS', details: { step: 1 } }, { status: 'running', progress: null }],
  [
    'a total of 0',
    { status: 'PROGRESS', details: { step: 0, total: 0 } },
    { status: 'running', progress: null },
  ],
  ['details that are null', { status: 'PROGRESS', details: null }, { status: 'running', progress: null }],
  ['SUCCESS', { status: 'SUCCESS', details: { in: null, out: [] } }, { status: 'finished' }],
  ['REVOKED', { status: 'REVOKED' }, { status: 'canceled' }],
])('%s', (_, entry, expected) => {
  expect(toStanding({ rid: 'r', ...entry })).toEqual(expected)
})

test('RETRY is a running job that tries again', () => {
  expect(toStanding({ status: 'RETRY', details: { exc_message: ['501'] } })).toMatchObject({
    status: 'running',
    retrying: true,
  })
})

test('a failure whose type speaks of canceling is a canceled job', () => {
  expect(failure('x', 'TaskRevokedError')).toEqual({ status: 'canceled' })
  expect(failure(['101'], 'JobCancelled')).toEqual({ status: 'canceled' })
})

test('an unknown status is no phase', () => {
  expect(() => toStanding({ status: 'PAUSED https://x.test' })).toThrow(/"PAUSED \[link\]"/)
  expect(() => toStanding({ status: 7 })).toThrow(expect.objectContaining({ code: 'provider-protocol' }))
})

test('progress is a fraction or null, whatever the numbers', () => {
  fc.assert(
    fc.property(fc.double(), fc.double(), (step, total) => {
      const standing = toStanding({ status: 'PROGRESS', details: { step, total } })
      if (standing.status !== 'running') throw new Error('not running')
      const { progress } = standing
      expect(progress === null || (progress >= 0 && progress <= 1)).toBe(true)
    }),
  )
})

test.each([[['101']], ['101'], [101], ['["101"]'], [[101, 'again']], [['101', '507']]])(
  'the code is read from %j',
  (reason) => {
    expect(failure(reason)).toEqual({
      status: 'failed',
      error: { code: 'insufficient-credits', providerCode: '101', message: SAYMOTION_CODES['101']?.message },
    })
  },
)

test('every code of the table ends a job with its own sentence', () => {
  expect(Object.keys(SAYMOTION_CODES)).toHaveLength(35)
  for (const [code, { code: ours, message }] of Object.entries(SAYMOTION_CODES)) {
    expect(failure([code])).toEqual({ status: 'failed', error: { code: ours, providerCode: code, message } })
    expect(ours === 'timeout').toBe(code.endsWith('99'))
  }
})

test('a code that is in no table is kept', () => {
  expect(failure(['507'])).toMatchObject({
    status: 'failed',
    error: { code: 'provider-failed', providerCode: '507' },
  })
})

test.each([
  ['words', 'GPU on fire, see https://internal.test/x', 'SayMotion failed: GPU on fire, see [link]'],
  ['nothing', null, 'SayMotion failed and does not say why.'],
  ['an object', { a: 1 }, 'SayMotion failed and does not say why.'],
])('a reason that is %s', (_, reason, message) => {
  expect(failure(reason)).toEqual({ status: 'failed', error: { code: 'provider-failed', message } })
})
