import { type JobSnapshot, reduceJob } from '@onetake/core'
import { endure, hostileAnswers, json, refusalOf } from '@onetake/provider-kit/testing'
import { describe, expect, test } from 'vitest'
import { startDiceTalk, START, TASK, ORDER } from '../test/scripted-dice-talk.ts'
import { health } from './health.ts'
import { synthesize } from './synthesize.ts'

const STATUS = `/api/v1/synthesis/${TASK}/status`
const DOWNLOAD = `/api/v1/synthesis/${TASK}/download`
const PROCESSING = {
  task_id: TASK,
  status: 'PROCESSING',
  progress: 0.4,
  message: 'Generating video...',
  created_at: '2026-11-21T02:34:38.952879',
  updated_at: '2026-11-21T02:34:39',
  original_task_id: null,
}

async function standing(change: object, status = 200) {
  const { service, context } = startDiceTalk()
  service.on(STATUS, json(status === 200 ? { ...PROCESSING, ...change } : change, status))
  return (await synthesize.status([TASK], context))[0]
}

describe('a job', () => {
  test.each([
    ['waits', { status: 'PENDING', progress: 0, message: '' }, { status: 'queued', position: null }],
    ['is at work', {}, { status: 'running', progress: 0.4, message: 'Generating video...' }],
    ['is at work and says nothing', { progress: null, message: null }, { status: 'running', progress: null }],
    ['is beyond its end', { progress: 1.5, message: '' }, { status: 'running', progress: 1 }],
    [
      'is done',
      { status: 'COMPLETED', progress: 1, message: 'Synthesis completed successfully' },
      { status: 'succeeded', output: { artifacts: [{ format: 'mp4', source: TASK }], data: null } },
    ],
    ['is done, in small letters', { status: 'completed' }, { status: 'succeeded' }],
  ])('that %s is told so', async (_, change, report) => {
    expect(await standing(change)).toMatchObject(report)
  })

  const NO_FACE =
    'DICE-Talk found no face in the image. Use a picture of one clear face, seen from the front.'
  test.each([
    ['Task failed: No face detected in the image', NO_FACE],
    [
      "Synthesis failed: cannot access local variable 'bbox_s' where it is not associated with a value",
      NO_FACE,
    ],
    ["Synthesis failed: local variable 'bbox_s' referenced before assignment", NO_FACE],
    ['Synthesis failed: CUDA out of memory', 'DICE-Talk failed: CUDA out of memory'],
    [
      'Task failed: DICE-Talk pipeline not initialized',
      'DICE-Talk failed: DICE-Talk pipeline not initialized',
    ],
    ['Synthesis failed: No such file: /srv/out/a.mp4', 'DICE-Talk failed: No such file: [path]'],
    ['Synthesis failed:', 'DICE-Talk failed and does not say why.'],
    [null, 'DICE-Talk failed and does not say why.'],
  ])('that failed with %j says so', async (message, told) => {
    expect(await standing({ status: 'FAILED', message })).toEqual({
      status: 'failed',
      error: { code: 'provider-failed', message: told },
    })
  })

  test.each([
    ['is in a status that nobody has documented', { status: 'CANCELED' }, 200, 'provider-protocol'],
    ['is another one', { task_id: 'other' }, 200, 'provider-protocol'],
    ['is unknown, as after a restart', { error: 'Task not found', detail: null }, 404, 'lost'],
    ['has no address', { detail: 'Not Found' }, 404, 'provider-protocol'],
    ['cannot be asked about', { error: 'Internal server error' }, 500, 'provider-unavailable'],
  ])('that %s is no report', async (_, body, status, code) => {
    expect(await standing(body, status)).toMatchObject({ code })
  })

  test('shows no progress that steps back, though the service does', async () => {
    const identity = { id: 'a', operation: 'dice-talk.synthesize', seq: 1, createdAt: 0, updatedAt: 0 }
    let job: JobSnapshot = { ...identity, status: 'queued', position: null }
    const seen: unknown[] = []
    for (const progress of [0, 0.1, 0.2, 0.4, 0.35, 0.35]) {
      const report = await standing({ progress })
      if (!report || !('status' in report) || report.status !== 'running') throw new Error('not running')
      job = reduceJob(job, { ...report, at: 1 })
      seen.push('progress' in job && job.progress)
    }
    expect(seen).toEqual([0, 0.1, 0.2, 0.4, 0.4, 0.4])
  })
})

describe('a download', () => {
  test('is the bytes, and of the headers only what a reader needs', async () => {
    const { service, context } = startDiceTalk()
    const headers = {
      'content-type': 'video/mp4',
      'content-disposition': 'attachment; filename="a_b_happy.mp4"',
    }
    service.on(DOWNLOAD, new Response('video', { headers: { ...headers, 'content-length': '5' } }))
    const response = await synthesize.download(TASK, context)
    expect([await response.text(), Object.fromEntries(response.headers)]).toEqual([
      'video',
      { 'content-type': 'video/mp4', 'content-length': '5' },
    ])
    expect(service.sent[0]?.url.href).toBe(`http://10.0.0.7:8000${DOWNLOAD}`)
  })

  test.each([
    ['is gone', { error: 'Result file not found', detail: null }, 404, 'not-found'],
    ['is not there yet', { error: 'Task not completed yet', detail: null }, 400, 'provider-unavailable'],
    ['is forbidden', { detail: 'Forbidden' }, 403, 'provider-unavailable'],
  ])('of a file that %s', async (_, body, status, code) => {
    const { service, context } = startDiceTalk()
    service.on(DOWNLOAD, json(body, status))
    expect(await refusalOf(synthesize.download(TASK, context))).toMatchObject({ code })
  })

  test('is not led elsewhere', async () => {
    const { service, context } = startDiceTalk()
    for (const location of ['http://10.0.0.8:8000/a', 'http://127.0.0.1/a', 'https://169.254.169.254/']) {
      service.on(DOWNLOAD, new Response(null, { status: 302, headers: { location } }))
      expect(await refusalOf(synthesize.download(TASK, context))).toMatchObject({ code: 'provider-protocol' })
    }
    expect(new Set(service.sent.map(({ url }) => url.host))).toEqual(new Set(['10.0.0.7:8000']))
  })
})

describe('health', () => {
  const HEALTH = { status: 'healthy', gpu_available: true, model_loaded: true, version: '1.0.0' }

  test('is told either way, with a status of 200', async () => {
    const { service, context } = startDiceTalk()
    service.on('/api/health', json(HEALTH), json({ ...HEALTH, status: 'unhealthy', gpu_available: false }))
    const well = { isHealthy: true, gpuAvailable: true, modelLoaded: true, version: '1.0.0' }
    expect(await health.run({}, context)).toEqual(well)
    expect(await health.run({}, context)).toEqual({ ...well, isHealthy: false, gpuAvailable: false })
  })
})

test('20000 hostile answers are a report or an error of ours', { timeout: 120_000 }, async () => {
  const { service, context } = startDiceTalk()
  const asked = await endure(hostileAnswers(PROCESSING, { seed: 11, count: 14_000 }), async (answer) => {
    service.on(STATUS, answer.reply)
    const [report, ...more] = await synthesize.status([TASK], context)
    expect(more).toEqual([])
    if (report instanceof Error) throw report
    expect(JSON.stringify(report)).not.toMatch(/evil|10\.0\.0\.7/)
  })
  expect(asked).toMatchObject({ value: expect.any(Number), lost: expect.any(Number) })
  const started = { task_id: TASK, status: 'PENDING', message: 'Task created successfully' }
  const submitted = await endure(hostileAnswers(started, { seed: 12, count: 3_000 }), async (answer) => {
    service.sent.length = 0
    service.on(START, answer.reply)
    await synthesize.submit(ORDER, context).finally(() => expect(service.sent).toHaveLength(1))
  })
  expect(submitted).toMatchObject({ value: expect.any(Number), unconfirmed: expect.any(Number) })
  await endure(
    hostileAnswers({ status: 'healthy', gpu_available: true }, { seed: 13, count: 2_000 }),
    (answer) => {
      service.on('/api/health', answer.reply)
      return health.run({}, context)
    },
  )
  await endure(hostileAnswers('video', { seed: 14, count: 1_000 }), (answer) => {
    service.on(DOWNLOAD, answer.reply)
    return synthesize.download(TASK, context)
  })
})
