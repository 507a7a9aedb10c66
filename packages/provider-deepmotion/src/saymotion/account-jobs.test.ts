import { json } from '@onetake/provider-kit/testing'
import { expect, test } from 'vitest'
import { lend, scriptedSayMotion } from '../../test/lend.ts'
import { accountJobs } from './account-jobs.ts'

const listed = async (list: unknown, input: Parameters<typeof accountJobs.run>[0] = {}) => {
  const service = scriptedSayMotion()
  service.on('/job/v1/list', json({ count: 1, list }))
  const jobs = await accountJobs.run(input, lend(service))
  return { jobs, path: service.to('/job/v1/list')[0]?.url.pathname }
}

const entry = (change: object = {}) => ({
  rid: 'canary-rid',
  processor: 'text2motion',
  status: 'SUCCESS',
  parameters: { prompt: 'canary prompt', model: 'c1' },
  processingInfo: { queueTime: 1 },
  variants: { 1: { download: true }, 2: { download: false } },
  chargedAmount: 1.5,
  ctime: 10,
  mtime: 20,
  ...change,
})

test('a job is told in our words, without its id and what was asked for', async () => {
  const { jobs } = await listed([entry()])
  expect(jobs).toEqual([
    {
      operation: 'text2motion',
      status: 'succeeded',
      variants: 2,
      creditsCharged: 1.5,
      createdAt: 10,
      updatedAt: 20,
    },
  ])
  expect(JSON.stringify(jobs)).not.toContain('canary')
})

test.each([
  ['STARTING', 'running'],
  ['PROGRESS', 'running'],
  ['RETRY', 'running'],
  ['FAILURE', 'failed'],
  ['PAUSED', null],
  [7, null],
])('%s is %s', async (status, expected) => {
  expect((await listed([entry({ status })])).jobs[0]?.status).toBe(expected)
})

test.each([
  [{ parameters: ['t2m_rid=1', 'inPaintingRequest={}'] }, 'inpaint'],
  [{ parameters: { t2m_rid: '1', rerunRequest: { rerun: 1 }, prompt: 'x' } }, 'rerun'],
  [{ processor: 'render', parameters: null }, 'render'],
  [{ parameters: { model: 'c1' } }, null],
  [{ parameters: 7 }, null],
])('%j is told as %s', async (change, expected) => {
  expect((await listed([entry(change)])).jobs[0]?.operation).toBe(expected)
})

test('what SayMotion does not tell is null', async () => {
  expect((await listed([{ rid: 'x', status: 'SUCCESS' }])).jobs).toEqual([
    {
      operation: null,
      status: 'succeeded',
      variants: null,
      creditsCharged: null,
      createdAt: null,
      updatedAt: null,
    },
  ])
})

test('the newest job comes first', async () => {
  const { jobs } = await listed([1, 3, 2].map((ctime) => entry({ ctime })))
  expect(jobs.map(({ createdAt }) => createdAt)).toEqual([3, 2, 1])
})

test.each([
  [{}, '/job/v1/list'],
  [{ processor: 'render' }, '/job/v1/list/STARTING,PROGRESS,RETRY,SUCCESS,FAILURE/render'],
  [{ statuses: ['succeeded'] }, '/job/v1/list/SUCCESS'],
  [
    { statuses: ['failed', 'running', 'failed'], processor: 'text2motion' },
    '/job/v1/list/FAILURE,STARTING,PROGRESS,RETRY/text2motion',
  ],
] as const)('%j asks for %s', async (input, path) => {
  const { value } = (await accountJobs.input['~standard'].validate(input)) as {
    value: Parameters<typeof accountJobs.run>[0]
  }
  expect((await listed([], value)).path).toBe(path)
})
