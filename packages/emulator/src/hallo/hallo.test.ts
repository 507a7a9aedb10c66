import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { madePortrait, madeSpeech } from '../../test/made-media.ts'
import { createManualClock } from '../clock.ts'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { HalloModes } from './modes.ts'

const portrait = madePortrait()
const speech = madeSpeech(1.9) // three clips of 16 frames

let clock = createManualClock()
let emulator: Emulator

const restart = async (hallo: Partial<HalloModes>) => {
  await emulator.close()
  emulator = await createEmulator({ clock, modes: { hallo } })
}
beforeEach(async () => {
  clock = createManualClock()
  emulator = await createEmulator({ clock })
})
afterEach(() => emulator.close())

const call = async (path: string, init?: RequestInit) => {
  const answer = await fetch(`${emulator.urls.hallo}${path}`, init)
  return [answer.status, await answer.json()] as [number, Record<string, unknown>]
}
const post = (image = 'person.jpg', audio = 'speech.wav', fields: Readonly<Record<string, string>> = {}) => {
  const body = new FormData()
  // as the vendor's library does: every picture is called a JPEG, every sound a WAV
  body.set('image_file', new File([portrait], image, { type: 'image/jpeg' }))
  body.set('audio_file', new File([speech], audio, { type: 'audio/wav' }))
  for (const [name, value] of Object.entries(fields)) body.set(name, value)
  return call('/api/v1/inference/hallo2', { method: 'POST', body })
}
const create = async () => String((await post())[1]['task_id'])
const status = async (id: string) => (await call(`/api/v1/tasks/${id}`))[1]
const cancel = (id: string) => call(`/api/v1/tasks/${id}`, { method: 'DELETE' })
const logs = async (id: string) =>
  (await call(`/api/v1/tasks/${id}/logs`, { method: 'POST' }))[1]['logs'] as string
const finish = () => clock.advance(60_000)

describe('a task', () => {
  it('waits, makes clip after clip and is done, never showing 100 before', async () => {
    const id = await create()
    const seen: string[] = []
    for (let i = 0; i < 100; i++) {
      const { status: word, progress, status_message: message } = await status(id)
      const line = `${word} ${progress} ${message}`
      if (seen.at(-1) !== line) seen.push(line)
      clock.advance(200)
    }
    expect(seen).toEqual([
      'queued 0 Task created',
      'processing 0 Task processing',
      'processing 0 Generating clip 1/3',
      'processing 33 Generating clip 2/3',
      'processing 66 Generating clip 3/3',
      'completed 100 Task completed',
    ])
  })

  it('always has a result and an error, if only null, and the result is no address', async () => {
    const [code, created] = await post('Person.JPEG', 'speech.M4A', { use_cache: 'True' })
    expect([code, created]).toEqual([
      200,
      {
        task_id: expect.any(String),
        status: 'queued',
        message: 'Inference task queued successfully',
      },
    ])
    const id = String(created['task_id'])
    expect(await status(id)).toEqual({
      task_id: id,
      status: 'queued',
      progress: 0,
      status_message: 'Task created',
      result: null,
      error: null,
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-01T00:00:00Z',
    })
    finish()
    expect((await status(id))['result']).toEqual({ task_id: id, video_path: expect.stringMatching(/^\//) })
  })

  it('waits in the other spelling, with finer instants, where the modes say so', async () => {
    await restart({ waiting: 'pending', timestamps: 'microseconds' })
    const [, created] = await post()
    expect(created['status']).toBe('queued')
    expect(await status(String(created['task_id']))).toMatchObject({
      status: 'pending',
      created_at: '2026-01-01T00:00:00.000000Z',
    })
  })

  it('fails with its reason as it is, and its progress frozen', async () => {
    emulator.faults.add({ route: 'hallo.create', kind: 'fail-job', code: 'CUDA error', atPercent: 70 })
    const id = await create()
    finish()
    expect(await status(id)).toMatchObject({
      status: 'failed',
      progress: 33,
      status_message: 'Task failed: CUDA error',
      error: 'CUDA error',
    })
    expect((await call(`/api/v1/tasks/${id}/video`))[1]).toEqual({
      detail: 'Task not completed. Status: failed',
    })
  })

  it('that nobody knows is 404', async () => {
    expect(await call('/api/v1/tasks/nobody')).toEqual([404, { detail: 'Task nobody not found' }])
    expect(await call('/api/v1/tasks/nobody/video')).toEqual([404, { detail: 'Task nobody not found' }])
    await restart({ errorCode: 'sent' })
    expect((await call('/api/v1/tasks/nobody'))[1]).toEqual({
      detail: 'Task nobody not found',
      error_code: 'NOT_FOUND',
    })
  })
})

describe('all tasks', () => {
  it('are an object by id, one running at a time, and counted', async () => {
    const [first, second] = [await create(), await create()]
    clock.advance(3000)
    const [, body] = await call('/api/v1/tasks')
    expect(body).toEqual({
      tasks: { [first]: await status(first), [second]: await status(second) },
      count: 2,
    })
    expect([(await status(first))['status'], (await status(second))['status']]).toEqual([
      'processing',
      'queued',
    ])
    expect((await call('/api/v1/health'))[1]).toMatchObject({
      uptime: 3,
      models_loaded: ['hallo2'],
      tasks: { queued: 1, running: 1, completed: 0, failed: 0 },
    })
  })
})

describe('a cancel', () => {
  const refusal = [400, { detail: 'Task not found in queue or already running' }]

  it('takes a waiting task out of the queue, and no other', async () => {
    const [running, waiting, next] = [await create(), await create(), await create()]
    clock.advance(2000)
    expect(await cancel(waiting)).toEqual([
      200,
      { status: 'cancelled', task_id: waiting, message: 'Task cancelled successfully' },
    ])
    expect((await status(waiting))['status']).toBe('cancelled')
    for (const id of [waiting, running, 'nobody']) expect(await cancel(id)).toEqual(refusal)
    clock.advance(15_000)
    expect((await status(next))['status']).toBe('processing')
    expect(await cancel(running)).toEqual(refusal)
  })

  it('leaves the task pending for ever, where the modes say so', async () => {
    await restart({ waiting: 'pending', canceled: 'waits-for-ever' })
    const id = await create()
    expect((await cancel(id))[0]).toBe(200)
    finish()
    expect((await status(id))['status']).toBe('pending')
    expect(await cancel(id)).toEqual(refusal)
  })
})

describe('a film', () => {
  it('is there when the task is done, under the name of the task', async () => {
    const id = await create()
    expect(await call(`/api/v1/tasks/${id}/video`)).toEqual([
      400,
      { detail: 'Task not completed. Status: queued' },
    ])
    finish()
    const answer = await fetch(`${emulator.urls.hallo}/api/v1/tasks/${id}/video`)
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="hallo2_${id}.mp4"`)
    expect(Number(answer.headers.get('content-length'))).toBe((await answer.arrayBuffer()).byteLength)
  })

  it('is missing though the task is done, where the modes say so', async () => {
    await restart({ video: 'missing' })
    const id = await create()
    finish()
    expect((await status(id))['status']).toBe('completed')
    expect(await call(`/api/v1/tasks/${id}/video`)).toEqual([404, { detail: 'Video file not found' }])
  })
})

describe('what is sent', () => {
  it.each([
    ['a picture of another ending', ['person.gif', 'speech.wav'], 'Invalid image file format'],
    ['a sound of another ending', ['person.png', 'speech.flac'], 'Invalid audio file format'],
    ['both, the picture first', ['person', 'speech'], 'Invalid image file format'],
    ['a name with a path', ['../person.png', 'speech.wav'], 'Failed to save image file'],
    ['a name with a path', ['person.png', 'a/speech.wav'], 'Failed to save audio file'],
  ])('is refused: %s', async (_, names, detail) => {
    expect(await post(...names)).toEqual([400, { detail }])
  })

  it('without its parts is 422', async () => {
    const [code, body] = await call('/api/v1/inference/hallo2', { method: 'POST' })
    expect(code).toBe(422)
    expect(body['detail']).toEqual(
      ['image_file', 'audio_file'].map((name) => ({
        type: 'missing',
        loc: ['body', name],
        msg: 'Field required',
        input: null,
      })),
    )
  })
})

describe('logs', () => {
  it('are read by POST, grow with the task, and are told to be absent', async () => {
    const id = await create()
    expect(await logs(id)).toBe('No logs available')
    clock.advance(2000)
    expect(await logs(id)).toBe('[INFO] Starting inference...\n[INFO] Preprocessing image...')
    finish()
    expect(await logs(id)).toMatch(/Generating clip 3\/3\n\[INFO\] Task completed$/)
    expect(await logs('nobody')).toBe('No logs available')
    expect(await call(`/api/v1/tasks/${id}/logs`)).toEqual([405, { detail: 'Method Not Allowed' }])
  })
})

describe('the configuration', () => {
  const configure = (body: string) =>
    call('/api/v1/inference/hallo2/config', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })

  it('is taken unchecked, and shows in the logs of later tasks', async () => {
    expect(await configure('{"inference_steps": 25, "unknown": 1}')).toEqual([
      200,
      { status: 'success', message: 'Configuration updated successfully' },
    ])
    const id = await create()
    finish()
    expect(await logs(id)).toContain('Steps: 25, guidance: 3.5')
    expect((await configure('{"guidance_scale": "abc"}'))[0]).toBe(200)
    for (const body of ['[1]', 'no JSON']) expect((await configure(body))[0]).toBe(422)
  })
})

describe('the service', () => {
  it('says who it is', async () => {
    expect(await call('/')).toEqual([200, { service: 'Hallo2 Backend', version: '1.0.0', status: 'running' }])
    expect((await call('/health'))[1]).toMatchObject({ status: 'healthy', gpu_available: true })
    expect((await call('/api/v1/models/hallo2'))[0]).toBe(200)
    expect(await call('/api/v1/models/hallo3')).toEqual([404, { detail: 'Model hallo3 not found' }])
    await restart({ health: 'source' })
    expect((await call('/api/v1/health'))[1]).toMatchObject({ loaded_models: ['hallo2'] })
  })

  it('goes on from a snapshot, with its films and its configuration', async () => {
    const [first, second] = [await create(), await create()]
    clock.advance(6000)
    const before = (await call('/api/v1/tasks'))[1]
    const state = JSON.parse(JSON.stringify(emulator.snapshot()))
    await emulator.close()
    emulator = await createEmulator({ clock, state })
    expect((await call('/api/v1/tasks'))[1]).toEqual(before)
    expect((await cancel(second))[0]).toBe(200)
    finish()
    expect((await fetch(`${emulator.urls.hallo}/api/v1/tasks/${first}/video`)).status).toBe(200)
  })
})
