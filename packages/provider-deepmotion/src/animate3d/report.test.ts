import { expect, test } from 'vitest'
import { ANIMATE3D_CODES } from './animate3d-codes.ts'
import { toStanding } from './report.ts'

test.each([
  [{ status: 'STARTING' }, { status: 'queued', position: null }],
  [
    { status: 'PROGRESS', positionInQueue: 1 },
    { status: 'queued', position: 0 },
  ],
  [
    { status: 'PROGRESS', position_in_queue: 4 },
    { status: 'queued', position: 3 },
  ],
  [
    { status: 'PROGRESS', positionInQueue: 0, details: { step: 1, total: 4 } },
    { status: 'running', progress: 0.25 },
  ],
  [
    { status: 'PROGRESS', details: { step: 7, total: 4 } },
    { status: 'running', progress: 1 },
  ],
  [
    { status: 'PROGRESS', details: { step: -7, total: 4 } },
    { status: 'running', progress: 0 },
  ],
  [
    { status: 'PROGRESS', details: { step: 0, total: 0 } },
    { status: 'running', progress: null },
  ],
  [
    { status: 'PROGRESS', details: {} },
    { status: 'running', progress: null },
  ],
  [
    { status: 'PROGRESS', details: 'soon' },
    { status: 'running', progress: null },
  ],
  [{ status: 'PROGRESS' }, { status: 'running', progress: null }],
  [{ status: 'SUCCESS', details: { In: [], out: [] } }, { status: 'finished' }],
])('%j is %j', (entry, standing) => {
  expect(toStanding(entry)).toEqual(standing)
})

test('a retry is running, and says that it tries again', () => {
  expect(toStanding({ status: 'RETRY', details: { exc_message: '511', exc_type: 'X' } })).toMatchObject({
    status: 'running',
    retrying: true,
  })
})

test.each(['REVOKED', 'success', 'PAUSED', ''])('"%s" is no status', (status) => {
  expect(() => toStanding({ status })).toThrow(expect.objectContaining({ code: 'provider-protocol' }))
})

test.each([[['101']], ['101'], [101], [[101, '507']], ['"101"'], [['x', '101']]])(
  'the reason %j is too few credits',
  (exc_message) => {
    expect(toStanding({ status: 'FAILURE', details: { exc_message, exc_type: 'X' } })).toMatchObject({
      status: 'failed',
      error: { code: 'insufficient-credits', providerCode: '101' },
    })
  },
)

test.each([
  ['503', 'provider-failed', /parameters/],
  ['599', 'timeout', /body/],
  ['799', 'timeout', /face/],
  ['999', 'timeout', /Baking/],
  ['1399', 'timeout', /hands/],
  ['9999', 'provider-failed', /9999/],
])('the code %s is that of a job, not an HTTP status', (code, ours, message) => {
  expect(toStanding({ status: 'FAILURE', details: { exc_message: [code] } })).toMatchObject({
    error: { code: ours, providerCode: code, message },
  })
})

test.each([
  [undefined, /does not say why/],
  [{}, /does not say why/],
  ['the model\n exploded at https://x.test/canary', /failed: the model exploded at \[link\]$/],
])('the reason %j becomes words', (exc_message, message) => {
  expect(toStanding({ status: 'FAILURE', details: { exc_message } })).toMatchObject({
    error: { code: 'provider-failed', message },
  })
})

test('every code says what happened in a sentence', () => {
  expect(Object.keys(ANIMATE3D_CODES)).toHaveLength(35)
  for (const { message } of Object.values(ANIMATE3D_CODES)) expect(message).toMatch(/^[A-Z].*\.$/)
})
