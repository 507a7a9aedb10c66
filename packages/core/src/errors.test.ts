import { describe, expect, it } from 'vitest'
import { JobError } from './errors.ts'
import { fromProblem, toProblem } from './problem.ts'
import { isRefusal } from './refusals.ts'

describe('JobError', () => {
  it('is known across copies of this package', () => {
    const foreign = Object.assign(new Error('x'), { code: 'lost', [Symbol.for('onetake.job-error')]: true })
    expect(JobError.is(foreign)).toBe(true)
    expect(JobError.is(new Error('x'))).toBe(false)
  })

  it('keeps what was thrown as its cause', () => {
    const thrown = new TypeError('boom')
    expect(JobError.from(thrown)).toMatchObject({ code: 'internal', cause: thrown })
    const known = new JobError('lost', 'Gone.')
    expect(JobError.from(known)).toBe(known)
  })

  it('leaves the server without its cause and its stack', () => {
    const error = new JobError('provider-failed', 'It failed.', {
      cause: new Error('secret'),
      providerCode: '501',
      retryAfterMs: 5,
    })
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: 'provider-failed',
      message: 'It failed.',
      providerCode: '501',
    })
  })
})

describe('a problem', () => {
  it('carries an error over the wire and back', () => {
    const issues = [{ path: 'prompt', message: 'must not be empty' }]
    const problem = toProblem(new JobError('invalid-input', 'prompt: must not be empty.', { issues }))
    expect(problem).toEqual({
      type: 'urn:onetake:invalid-input',
      title: 'invalid input',
      status: 400,
      detail: 'prompt: must not be empty.',
      code: 'invalid-input',
      issues,
    })
    expect(fromProblem(JSON.parse(JSON.stringify(problem)), 400).toJSON()).toEqual({
      code: 'invalid-input',
      message: 'prompt: must not be empty.',
      issues,
    })
  })

  it.each([null, 'Bad gateway', {}, { code: 'toString', detail: 'x' }, { code: 'lost' }])(
    'is not made of %j',
    (body) => {
      expect(fromProblem(body, 502)).toMatchObject({
        code: 'unreachable',
        message: expect.stringContaining('502'),
      })
    },
  )
})

describe('a refusal', () => {
  it('is only what proves that nothing was charged', () => {
    expect(isRefusal(new JobError('insufficient-credits', 'x'))).toBe(true)
    expect(isRefusal(new JobError('provider-unavailable', 'x'))).toBe(false)
    expect(isRefusal(new JobError('unconfirmed', 'x'))).toBe(false)
    expect(isRefusal(new Error('x'))).toBe(false)
  })
})
