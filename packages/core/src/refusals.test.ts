import { describe, expect, it } from 'vitest'
import { ERROR_CODES, JobError, type JobErrorCode } from './errors.ts'
import { isRefusal, REFUSALS } from './refusals.ts'

const codes = Object.keys(ERROR_CODES) as JobErrorCode[]
// Written out a second time on purpose: a code more, and a job that may have been charged counts as free.
const refusals: JobErrorCode[] = [
  'invalid-input',
  'insufficient-credits',
  'not-found',
  'conflict',
  'rate-limited',
  'unsupported',
  'provider-failed',
  'credentials-refused',
  'not-submitted',
]

describe('isRefusal', () => {
  it.each(refusals)('takes %s for proof that the job was not taken', (code) => {
    expect(isRefusal(new JobError(code, 'No.'))).toBe(true)
  })

  it.each(codes.filter((code) => !refusals.includes(code)))('takes %s for no proof', (code) => {
    expect(isRefusal(new JobError(code, 'No.'))).toBe(false)
  })

  it.each([
    ['a broken connection', new TypeError('fetch failed')],
    ['an error that only looks like one', Object.assign(new Error('No.'), { code: 'conflict' })],
    ['nothing', undefined],
  ])('takes %s for no proof', (_what, thrown) => {
    expect(isRefusal(thrown)).toBe(false)
  })

  it('names each code once', () => {
    expect(REFUSALS.toSorted()).toEqual(refusals.toSorted())
  })
})
