import { endure, hostileAnswers, json, refusalOf } from '@onetake/provider-kit/testing'
import { describe, expect, test } from 'vitest'
import { listed, PROCESSING, startHallo, TASKS } from '../test/scripted-hallo.ts'
import { config } from './config.ts'
import { detailedHealth, health } from './health.ts'
import { logs } from './logs.ts'
import { tasks } from './tasks.ts'

const CONFIG = '/api/v1/inference/hallo2/config'
const LOGS = '/api/v1/tasks/t1/logs'

describe('health', () => {
  test('is what the document shows', async () => {
    const { service, context } = startHallo()
    service.on(
      '/health',
      json({ status: 'healthy', gpu_available: true, gpu_count: 1, gpu_name: 'RTX 3090' }),
    )
    expect(await health.run({}, context)).toEqual({
      status: 'healthy',
      gpuAvailable: true,
      gpuCount: 1,
      gpuName: 'RTX 3090',
    })
  })

  test('is short after an error inside of Hallo, which calls itself healthy then too', async () => {
    const { service, context } = startHallo()
    service.on('/health', json({ status: 'healthy', gpu_available: false }))
    const short = { status: 'healthy', gpuAvailable: false, gpuCount: null, gpuName: null }
    expect(await health.run({}, context)).toEqual(short)
  })

  test('in detail is what the document shows', async () => {
    const { service, context } = startHallo()
    const device = { index: 0, name: 'RTX 3090', memory_allocated: '2.5 GB', memory_total: '24 GB' }
    service.on(
      '/api/v1/health',
      json({
        status: 'healthy',
        timestamp: '2024-01-15T10:30:00Z',
        uptime: 3600.5,
        models_loaded: ['hallo2'],
        gpu: { available: true, count: 1, devices: [device] },
        tasks: { queued: 2, running: 1, completed: 5, failed: 0 },
      }),
    )
    expect(await detailedHealth.run({}, context)).toEqual({
      status: 'healthy',
      gpuAvailable: true,
      gpus: [{ index: 0, name: 'RTX 3090', memoryAllocated: '2.5 GB', memoryTotal: '24 GB' }],
      models: ['hallo2'],
      uptimeSeconds: 3600.5,
      toldAt: '2024-01-15T10:30:00Z',
      tasks: { queued: 2, running: 1, completed: 5, failed: 0 },
    })
  })

  test('in detail is read as the published source writes it, too', async () => {
    const { service, context } = startHallo()
    const flat = { status: 'healthy', gpu_available: true, gpu_name: 'RTX 3090', loaded_models: ['hallo2'] }
    service.on('/api/v1/health', json(flat))
    expect(await detailedHealth.run({}, context)).toEqual({
      status: 'healthy',
      gpuAvailable: true,
      gpus: [{ index: null, name: 'RTX 3090', memoryAllocated: null, memoryTotal: null }],
      models: ['hallo2'],
      uptimeSeconds: null,
      toldAt: null,
      tasks: null,
    })
  })
})

describe('the configuration', () => {
  test('sends what was told under the names of Hallo', async () => {
    const { service, context } = startHallo()
    service.on(CONFIG, json({ status: 'success', message: 'Configuration updated successfully' }))
    const settings = { guidanceScale: 3.5, inferenceSteps: 25, enableCache: true }
    const answer = { status: 'success', message: 'Configuration updated successfully' }
    expect(await config.run(settings, context)).toEqual(answer)
    await config.run({ enableCache: false }, context)
    expect(service.sent.map(({ method, body }) => [method, body])).toEqual([
      ['POST', { guidance_scale: 3.5, inference_steps: 25, enable_cache: true }],
      ['POST', { enable_cache: false }],
    ])
  })

  test.each([
    [{}],
    [{ guidanceScale: 'abc' }],
    [{ inferenceSteps: 0 }],
    [{ inferenceSteps: 2.5 }],
    [{ seed: 1 }],
  ])('refuses %j', async (input) => {
    expect((await config.input['~standard'].validate(input)).issues).toBeDefined()
  })
})

describe('the list of tasks', () => {
  test('says how busy Hallo is, and nothing by which a task could be had', async () => {
    const { service, context } = startHallo()
    const done = { ...PROCESSING, status: 'completed', progress: 100, result: { video_path: '/srv/a.mp4' } }
    service.on(TASKS, json(listed({ t1: PROCESSING, secret: done, odd: 7 })))
    const list = await tasks.run({}, context)
    const times = { createdAt: '2024-01-15T10:30:00Z', updatedAt: '2024-01-15T10:35:00Z' }
    expect(list).toEqual([
      { status: 'processing', progress: 0.45, ...times },
      { status: 'completed', progress: 1, ...times },
    ])
    expect(JSON.stringify(list)).not.toMatch(/t1|secret|srv/)
  })
})

describe('the logs of a job', () => {
  test('are asked for by a POST without a body, by our id', async () => {
    const { service, context } = startHallo({ mine: 't1' })
    service.on(LOGS, json({ task_id: 't1', logs: '[INFO] Starting...\n\n[INFO] Saved /srv/out/a.mp4\n' }))
    expect(await logs.run({ job: 'mine' }, context)).toEqual({
      lines: ['[INFO] Starting...', '[INFO] Saved [path]'],
    })
    const [sent] = service.sent
    expect([sent?.method, sent?.url.pathname, sent?.body]).toEqual(['POST', LOGS, undefined])
  })

  test('are the end of it where there is much', async () => {
    const { service, context } = startHallo({ mine: 't1' })
    const text = Array.from({ length: 5_000 }, (_, line) => `line ${line}`).join('\n')
    service.on(LOGS, json({ task_id: 't1', logs: text }))
    const { lines } = await logs.run({ job: 'mine' }, context)
    expect([lines.length, lines.at(-1)]).toEqual([1_000, 'line 4999'])
  })

  test.each(['theirs', 'odd'])('of %s are not handed out', async (job) => {
    const { service, context } = startHallo({ odd: { uid: 'x' } })
    expect(await refusalOf(logs.run({ job }, context))).toMatchObject({ code: 'invalid-input' })
    expect(service.sent).toEqual([])
  })
})

test('hostile answers to calls are a value or an error of ours', { timeout: 60_000 }, async () => {
  const { service, context } = startHallo({ mine: 't1' })
  const calls = [
    ['/health', { status: 'healthy', gpu_count: 1 }, () => health.run({}, context)],
    [
      '/api/v1/health',
      { status: 'healthy', gpu: { devices: [{ index: 0 }] } },
      () => detailedHealth.run({}, context),
    ],
    [TASKS, listed({ t1: PROCESSING }), () => tasks.run({}, context)],
    [LOGS, { task_id: 't1', logs: 'a\nb' }, () => logs.run({ job: 'mine' }, context)],
    [CONFIG, { status: 'success', message: 'ok' }, () => config.run({ enableCache: true }, context)],
  ] as const
  for (const [index, [path, valid, run]] of calls.entries()) {
    await endure(hostileAnswers(valid, { seed: 30 + index, count: 1_000 }), (answer) => {
      service.on(path, answer.reply)
      return run()
    })
  }
})
