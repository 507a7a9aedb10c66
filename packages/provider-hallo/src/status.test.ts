import { JobError } from '@onetake/core'
import { endure, hostileAnswers, json, refusalOf } from '@onetake/provider-kit/testing'
import { describe, expect, test } from 'vitest'
import { listed, ORDER, PROCESSING, START, startHallo, TASKS } from '../test/scripted-hallo.ts'
import { cancel } from './cancel.ts'
import { findTask } from './find-task.ts'
import { status } from './status.ts'
import { talk } from './talk.ts'

async function standing(change: object) {
  const { service, context } = startHallo()
  service.on(TASKS, json(listed({ t1: { ...PROCESSING, ...change } })))
  return (await status(['t1'], context))[0]
}

describe('a job', () => {
  test.each([
    ['queued', { status: 'queued', position: null }],
    ['pending', { status: 'queued', position: null }],
    ['PENDING', { status: 'queued', position: null }],
    ['processing', { status: 'running', progress: 0.45, message: 'Running inference...' }],
    ['canceled', { status: 'canceled' }],
    ['Cancelled', { status: 'canceled' }],
    [
      'completed',
      { status: 'succeeded', output: { artifacts: [{ format: 'mp4', source: 't1' }], data: null } },
    ],
  ])('that is %s is told so', async (word, report) => {
    expect(await standing({ status: word })).toEqual(report)
  })

  test.each([
    [0, 0],
    [100, 1],
    [250, 1],
    [-3, 0],
    [null, null],
    ['45', null],
  ])('whose progress is %j has come as far as %j', async (progress, fraction) => {
    expect(await standing({ progress })).toMatchObject({ status: 'running', progress: fraction })
  })

  test.each([
    [{ error: 'CUDA out of memory' }, 'Hallo failed: CUDA out of memory'],
    [{ error: null, status_message: 'Task failed: no face' }, 'Hallo failed: no face'],
    [{ error: "No such file: '/srv/hallo/uploads/a.wav'" }, "Hallo failed: No such file: '[path]'"],
    [{ error: null, status_message: null }, 'Hallo failed and does not say why.'],
  ])('that failed with %j says so', async (change, message) => {
    expect(await standing({ status: 'failed', ...change })).toEqual({
      status: 'failed',
      error: { code: 'provider-failed', message },
    })
  })

  test('is nothing but a report: the path of its video stays at Hallo', async () => {
    const result = { video_path: '/srv/hallo/output/secret.mp4', task_id: 't1' }
    expect(JSON.stringify(await standing({ status: 'completed', result }))).not.toMatch(/srv|secret/)
  })
})

describe('many jobs', () => {
  test('are one question, answered in the order they were asked for', async () => {
    const { service, context } = startHallo()
    const tasks = {
      t2: { ...PROCESSING, status: 'completed' },
      t1: PROCESSING,
      odd: { status: 'sleeping' },
      worse: 7,
    }
    service.on(TASKS, json(listed(tasks)))
    const answers = await status(
      ['t1', 'gone', 't2', 'odd', 'worse', 't1', '__proto__', 'constructor'],
      context,
    )
    expect(service.sent).toHaveLength(1)
    expect(answers.map((answer) => (JobError.is(answer) ? answer.code : answer.status))).toEqual([
      'running',
      'lost',
      'succeeded',
      'provider-protocol',
      'provider-protocol',
      'running',
      'lost',
      'lost',
    ])
  })

  test.each([
    ['is no object', json([PROCESSING]), 'provider-protocol'],
    ['is a list of tasks', json({ tasks: [PROCESSING], count: 1 }), 'provider-protocol'],
    ['is not there', json({ detail: 'Not Found' }, 404), 'provider-protocol'],
    ['does not come', json({ detail: 'oops', error_code: 'INTERNAL_ERROR' }, 500), 'provider-unavailable'],
  ])('of a list that %s are not known, and none is lost', async (_, answer, code) => {
    const { service, context } = startHallo()
    service.on(TASKS, answer)
    expect(await refusalOf(status(['t1'], context))).toMatchObject({ code })
  })
})

describe('a cancel', () => {
  const TASK = '/api/v1/tasks/t1'
  const NOT_STOPPED = json({ detail: 'Task not found in queue or already running' }, 400)
  const STOPPED = json({ status: 'cancelled', task_id: 't1', message: 'Task cancelled successfully' })

  /** Hallo, whose task stands like this, and answers a DELETE like that. */
  function start(task: object, answer: Response) {
    const { service, context } = startHallo()
    service.on(TASKS, json(listed({ t1: { ...PROCESSING, ...task } })))
    service.on(TASK, ({ method }) =>
      method === 'DELETE' ? answer.clone() : json({ ...PROCESSING, ...task }),
    )
    const state = async () => {
      const [report] = await status(['t1'], context)
      return JobError.is(report) ? report.code : report?.status
    }
    return { service, context, state }
  }

  test('of a task that waits is proven by its answer, though Hallo calls it pending for ever', async () => {
    const { service, context, state } = start({ status: 'pending' }, STOPPED)
    expect(await cancel('t1', context)).toBe('stopped')
    expect(await state()).toBe('queued')
    expect(service.to(TASK).map(({ method }) => method)).toEqual(['DELETE'])
  })

  test('that is repeated by a process that knows nothing of it proves it again', async () => {
    const { context } = start({ status: 'pending' }, NOT_STOPPED)
    expect(await cancel('t1', context)).toBe('stopped')
  })

  test.each([
    ['works already', 'processing', 'Hallo works on this job already'],
    ['has finished', 'completed', 'has ended this job already'],
    ['has failed', 'failed', 'has ended this job already'],
  ])('of a task that Hallo %s on is a conflict', async (_, word, message) => {
    const { context, state } = start({ status: word }, NOT_STOPPED)
    const error = await refusalOf(cancel('t1', context))
    expect(error).toMatchObject({ code: 'conflict', message: expect.stringContaining(message) })
    expect(await state()).not.toBe('canceled')
  })

  test('that Hallo refuses in the shape of its document, with 200, is refused all the same', async () => {
    const answer = json({ status: 'error', detail: 'Task not found in queue or already running' })
    const { context } = start({}, answer)
    expect(await refusalOf(cancel('t1', context))).toMatchObject({ code: 'conflict' })
  })

  test('of a task that Hallo does not know is lost', async () => {
    const { service, context } = startHallo()
    service.on(TASK, NOT_STOPPED, json({ detail: 'Task t1 not found' }, 404))
    expect(await refusalOf(cancel('t1', context))).toMatchObject({ code: 'lost' })
  })

  test('that does not get through is no answer', async () => {
    const { service, context } = startHallo()
    service.on(TASK, json({}, 503))
    expect(await refusalOf(cancel('t1', context))).toMatchObject({ code: 'provider-unavailable' })
    expect(service.sent).toHaveLength(1)
  })
})

describe('a look for a lost job', () => {
  const SUBMITTED = Date.parse('2026-11-21T12:00:00Z')
  async function found(
    tasks: Readonly<Record<string, string | undefined>>,
    claimed: readonly string[] = [],
    others: readonly number[] = [],
  ) {
    const { service, context } = startHallo()
    const entries = Object.entries(tasks).map(([id, created_at]) => [id, { ...PROCESSING, created_at }])
    service.on(TASKS, json(listed(Object.fromEntries(entries))))
    return findTask({ submittedAt: SUBMITTED, claimed, others }, context)
  }

  test('finds the one that was made then and is nobody’s', async () => {
    const others = { old: '2026-11-21T11:00:00Z', later: '2026-11-21T13:00:00Z' }
    expect(await found({ ...others, t1: '2026-11-21T12:00:03Z' })).toBe('t1')
    expect(await found({ ...others, t1: '2026-11-21T12:00:03Z', t2: '2026-11-21T12:00:01Z' }, ['t2'])).toBe(
      't1',
    )
  })

  test.each(['2026-11-21T12:00:03.123456Z', '2026-11-21T12:00:03', '2026-11-21T14:00:03+02:00'])(
    'reads the time %s',
    async (time) => {
      expect(await found({ t1: time })).toBe('t1')
      expect(await found({ t1: time.replace('2026', '2025') })).toBe('absent')
    },
  )

  test.each([
    ['several fit', { t1: '2026-11-21T12:00:03Z', t2: '2026-11-21T12:01:00Z' }],
    ['one does not say when it was made', { t1: undefined }],
    ['one says it in a way that nobody can read', { t1: 'yesterday' }],
    ['one fits and another may', { t1: '2026-11-21T12:00:03Z', t2: 'yesterday' }],
  ])('cannot tell where %s', async (_, tasks) => {
    expect(await found(tasks)).toBe('unknowable')
  })

  test.each([
    ['may be', 0, 'unknowable'],
    ['may be, its clock being another', 5 * 60_000, 'unknowable'],
    ['was too early to be', -20 * 60_000, 't1'],
    ['was too late to be', 10 * 60_000, 't1'],
  ])('takes nobody else’s: where it %s of another lost submit', async (_, afterMs, expected) => {
    const others = [SUBMITTED + afterMs]
    expect(await found({ t1: '2026-11-21T12:03:30Z' }, [], others)).toBe(expected)
    expect(await found({}, [], others)).toBe('absent')
  })

  test('knows where none fits', async () => {
    expect(await found({})).toBe('absent')
    expect(await found({ old: '2026-11-21T11:57:00Z' })).toBe('absent')
  })
})

test('20000 hostile answers are reports or errors of ours', { timeout: 120_000 }, async () => {
  const { service, context } = startHallo()
  const list = listed({
    t1: PROCESSING,
    t2: { ...PROCESSING, status: 'completed', result: { video_path: '/srv/a' } },
  })
  await endure(hostileAnswers(list, { seed: 21, count: 12_000 }), async (answer) => {
    service.on(TASKS, answer.reply)
    const answers = await status(['t1', 't2', 't3'], context)
    expect(answers).toHaveLength(3)
    for (const each of answers) {
      if (JobError.is(each) && each.code === 'internal') throw each
      expect(JSON.stringify(each)).not.toMatch(/evil|srv|10\.0\.0\.7/)
    }
  })
  await endure(hostileAnswers(list, { seed: 22, count: 2_000 }), async (answer) => {
    service.on(TASKS, answer.reply)
    expect(await findTask({ submittedAt: 0, claimed: [] }, context)).toMatch(/^(absent|unknowable)$/)
  })
  await endure(
    hostileAnswers({ task_id: 't1', status: 'queued' }, { seed: 23, count: 3_000 }),
    async (answer) => {
      service.sent.length = 0
      service.on(START, answer.reply)
      await talk.submit(ORDER, context).finally(() => expect(service.sent).toHaveLength(1))
    },
  )
  await endure(
    hostileAnswers({ status: 'cancelled', task_id: 't1' }, { seed: 24, count: 2_000 }),
    (answer) => {
      service.on('/api/v1/tasks/t1', answer.reply)
      return cancel('t1', context)
    },
  )
  await endure(hostileAnswers('video', { seed: 25, count: 1_000 }), (answer) => {
    service.on('/api/v1/tasks/t1/video', answer.reply)
    return talk.download('t1', context)
  })
})
