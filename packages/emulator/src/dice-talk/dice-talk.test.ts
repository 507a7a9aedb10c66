import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { madePortrait, madeSpeech, madeWall } from '../../test/made-media.ts'
import { createManualClock } from '../clock.ts'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { DiceTalkModes } from './modes.ts'

const portrait = madePortrait()
const speech = madeSpeech(0.6)

let clock = createManualClock()
let emulator: Emulator

const restart = async (modes: Partial<DiceTalkModes>) => {
  await emulator.close()
  emulator = await createEmulator({ clock, modes: { 'dice-talk': modes } })
}
beforeEach(async () => {
  clock = createManualClock()
  emulator = await createEmulator({ clock })
})
afterEach(() => emulator.close())

const call = async (path: string, init?: RequestInit) => {
  const answer = await fetch(`${emulator.urls['dice-talk']}${path}`, init)
  return [answer.status, await answer.json()] as [number, Record<string, unknown>]
}

interface Form {
  readonly fields?: Readonly<Record<string, string>>
  readonly image?: File | null
  readonly audio?: File | null
}
const png = (bytes = portrait, name = 'portrait.png', type = 'image/png') => new File([bytes], name, { type })
const wav = (bytes = speech, name = 'speech.wav', type = 'audio/wav') => new File([bytes], name, { type })

const post = ({ fields = {}, image = png(), audio = wav() }: Form = {}) => {
  const body = new FormData()
  if (image) body.set('image', image)
  if (audio) body.set('audio', audio)
  for (const [name, value] of Object.entries({ emotion: 'happy', ...fields })) body.set(name, value)
  return call('/api/v1/synthesis/start', { method: 'POST', body })
}
const start = async (form: Form = {}) => String((await post(form))[1]['task_id'])
const status = async (id: string) => (await call(`/api/v1/synthesis/${id}/status`))[1]
const download = (id: string, init?: RequestInit) =>
  fetch(`${emulator.urls['dice-talk']}/api/v1/synthesis/${id}/download`, init)
const finish = () => clock.advance(60_000)

/** Every step that shows, at the finest steps of time. */
const watch = async (form: Form) => {
  const id = await start(form)
  const seen: string[] = []
  for (let i = 0; i < 120; i++) {
    const { status: word, progress, message } = await status(id)
    const line = `${word} ${progress} ${message}`
    if (seen.at(-1) !== line) seen.push(line)
    clock.advance(200)
  }
  return seen
}

describe('a task', () => {
  it('shows the steps of 1.1, and goes back where a duration is given', async () => {
    expect(await watch({ fields: { duration: '0.4', crop: 'True' } })).toEqual([
      'PENDING 0 ',
      'PROCESSING 0 Starting synthesis...',
      'PROCESSING 0.1 Loading models...',
      'PROCESSING 0.2 Preprocessing image...',
      'PROCESSING 0.3 Cropping image...',
      'PROCESSING 0.4 Generating video...',
      'PROCESSING 0.35 Processing audio duration...',
      'COMPLETED 1 Synthesis completed successfully',
    ])
  })

  it('shows the steps of 1.0 in that version', async () => {
    await restart({ version: '1.0' })
    expect(await watch({ fields: { duration: '0.4', inference_steps: 'none of its business' } })).toEqual([
      'PENDING 0 ',
      'PROCESSING 0.1 Starting synthesis...',
      'PROCESSING 0.2 Preprocessing image...',
      'PROCESSING 0.4 Generating video...',
      'COMPLETED 1 Synthesis completed successfully',
    ])
  })

  it('is told as the document has it, and of 1.1 with the key of the original', async () => {
    const [code, started] = await post()
    expect([code, started]).toEqual([
      200,
      {
        task_id: expect.stringMatching(
          /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        ),
        status: 'PENDING',
        message: 'Task created successfully',
        original_task_id: null,
      },
    ])
    clock.advance(1000)
    expect(await status(String(started['task_id']))).toEqual({
      task_id: started['task_id'],
      status: 'PROCESSING',
      progress: 0,
      message: 'Starting synthesis...',
      created_at: '2026-01-01T00:00:00.000000',
      updated_at: '2026-01-01T00:00:01.000000',
      original_task_id: null,
    })
    await restart({ version: '1.0' })
    expect(Object.keys((await post())[1])).not.toContain('original_task_id')
  })

  it('waits while two others run', async () => {
    const ids = [
      await start({ fields: { seed: '1' } }),
      await start({ fields: { seed: '2' } }),
      await start({ fields: { seed: '3' } }),
    ]
    clock.advance(3000)
    const words = await Promise.all(ids.map(async (id) => (await status(id))['status']))
    expect(words).toEqual(['PROCESSING', 'PROCESSING', 'PENDING'])
  })

  it('is refused when a hundred wait, where the modes say so', async () => {
    await restart({ waitingLimit: 2 })
    await start()
    await start({ fields: { seed: '2' } })
    expect(await post({ fields: { seed: '3' } })).toEqual([
      503,
      { error: 'Task queue is full', detail: null },
    ])
    clock.advance(3000)
    expect((await post({ fields: { seed: '3' } }))[0]).toBe(200)
  })

  it('fails with its progress frozen and the reason in its message', async () => {
    emulator.faults.add({ route: 'dice-talk.start', kind: 'fail-job', code: 'CUDA out of memory' })
    const id = await start()
    finish()
    expect(await status(id)).toMatchObject({
      status: 'FAILED',
      progress: 0.4,
      message: 'Synthesis failed: CUDA out of memory',
    })
    const answer = await download(id)
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: 'Task not completed yet', detail: null },
    ])
  })

  it.each([
    ['a wall', { image: png(madeWall()) }, /bbox_s/, {}],
    ['a wall', { image: png(madeWall()) }, /No face detected in the image/, { noFace: 'intended' }],
    ['no picture', { image: png(new Uint8Array([1, 2, 3])) }, /cannot identify image file/, {}],
    ['no sound', { audio: wav(new Uint8Array([1, 2, 3])) }, /audio/, {}],
  ] as const)('of %s is taken, and fails', async (_, form, message, modes) => {
    await restart(modes)
    const id = await start(form)
    finish()
    expect(await status(id)).toMatchObject({ status: 'FAILED', message: expect.stringMatching(message) })
  })

  it('that nobody knows is 404', async () => {
    expect(await call('/api/v1/synthesis/nobody/status')).toEqual([
      404,
      { error: 'Task not found', detail: null },
    ])
    expect((await download('nobody')).status).toBe(404)
  })
})

describe('a film', () => {
  it('comes as an attachment named after content and parameters', async () => {
    const id = await start({ fields: { seed: '7', duration: '0.5' } })
    finish()
    const answer = await download(id)
    const bytes = new Uint8Array(await answer.arrayBuffer())
    expect(new TextDecoder().decode(bytes.subarray(4, 8))).toBe('ftyp')
    expect(answer.headers.get('content-type')).toBe('video/mp4')
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[0-9a-f]{32}_[0-9a-f]{32}_happy_3\.0_6\.0_0_20_0\.5_24_7_1\.0_256_0\.5\.mp4"$/,
    )
    const again = await download(id, { headers: { range: 'bytes=0-99' } })
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([206, 100])
    expect((await download(id, { method: 'HEAD' })).status).toBe(405)
  })

  it('is result.mp4, whole and gone after a day, where the modes say so', async () => {
    await restart({ downloadName: 'document', ranges: 'ignored', retentionHours: 24 })
    const id = await start()
    finish()
    const answer = await download(id, { headers: { range: 'bytes=0-99' } })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="result.mp4"')
    expect((await post())[1]['status']).toBe('COMPLETED')
    clock.advance(24 * 3_600_000)
    const late = await download(id)
    expect([late.status, await late.json()]).toEqual([404, { error: 'Result file not found', detail: null }])
    expect((await post())[1]['status']).toBe('PENDING')
  })
})

describe('the cache', () => {
  it('answers what was done before with an id that can be polled and never downloaded', async () => {
    const id = await start()
    expect((await post())[1]['status']).toBe('PENDING')
    finish()
    const [, hit] = await post()
    expect(hit).toEqual({
      task_id: expect.stringMatching(/^cached_[0-9a-f]{8}_[0-9a-f]{8}$/),
      status: 'COMPLETED',
      message: 'Result already exists',
      original_task_id: String(hit['task_id']).slice(7),
    })
    expect(await status(String(hit['task_id']))).toEqual({
      task_id: hit['task_id'],
      status: 'COMPLETED',
      progress: 1,
      message: 'Cached result',
      created_at: '',
      updated_at: '',
      original_task_id: hit['original_task_id'],
    })
    const dead = await download(String(hit['task_id']))
    expect([dead.status, await dead.json()]).toEqual([
      400,
      { error: 'Please use the original task ID for download', detail: null },
    ])
    expect((await download(String(hit['original_task_id']))).status).toBe(404)
    expect((await download(id)).status).toBe(200)
  })

  it('knows every parameter, fps too, and takes a seed of 0 for none', async () => {
    await start()
    finish()
    expect((await post({ fields: { fps: '25' } }))[1]['status']).toBe('PENDING')
    expect((await post({ fields: { seed: '0' } }))[1]['status']).toBe('COMPLETED')
  })

  it('counts a film that is being written, where the modes say so', async () => {
    await restart({ falseHits: true })
    const id = await start()
    clock.advance(1000 + 13_500)
    expect((await status(id))['status']).toBe('PROCESSING')
    expect((await post())[1]['status']).toBe('COMPLETED')
  })
})

describe('what is sent', () => {
  const image = "Invalid image file type. Allowed types: ['image/jpeg', 'image/png']"
  const audio = "Invalid audio file type. Allowed types: ['audio/wav', 'audio/mpeg', 'audio/mp3']"

  it.each<[string, Form, string]>([
    ['a picture of another type', { image: png(portrait, 'a.gif', 'image/gif') }, image],
    ['a type that the ending denies', { image: png(portrait, 'a.png', 'image/jpeg') }, image],
    ['a sound of another type, after the picture', { audio: wav(speech, 'a.ogg', 'audio/ogg') }, audio],
    ['both wrong', { image: png(portrait, 'a', ''), audio: wav(speech, 'a', '') }, image],
    ['a scale above ten', { fields: { ref_scale: '10.1' } }, 'ref_scale must be between 0.0 and 10.0'],
    ['no number', { fields: { emo_scale: 'nan' } }, 'emo_scale must be between 0.0 and 10.0'],
    ['few steps', { fields: { inference_steps: '7', fps: '7' } }, 'inference_steps must be between 8 and 50'],
    ['no time', { fields: { duration: '0' } }, 'duration must be between 0.1 and 300.0 seconds'],
    ['few frames', { fields: { fps: '7' } }, 'fps must be between 8 and 60'],
    ['a large seed', { fields: { seed: '2147483648' } }, 'seed must be between 0 and 2147483647'],
    ['much dynamic', { fields: { dynamic_scale: '3.1' } }, 'dynamic_scale must be between 0.1 and 3.0'],
    ['many pixels', { fields: { min_resolution: '2049' } }, 'min_resolution must be between 128 and 2048'],
    ['little around', { fields: { expand_ratio: '0.05' } }, 'expand_ratio must be between 0.1 and 2.0'],
  ])('is refused: %s', async (_, form, error) => {
    expect(await post(form)).toEqual([400, { error, detail: null }])
  })

  it('may be too large: 400, or the documented 413', async () => {
    const large = png(new Uint8Array(10 * 1024 * 1024 + 1))
    const error = 'Image file too large. Maximum size: 10MB'
    expect(await post({ image: large })).toEqual([400, { error, detail: null }])
    await restart({ tooLarge: 413 })
    expect(await post({ image: large })).toEqual([413, { error, detail: null }])
  })

  it.each([
    ['no type', ''],
    ['a type that says nothing', 'application/octet-stream'],
    ['another word for it', 'audio/x-wav'],
  ])('with %s is judged by its name; strictly, it is refused', async (_, type) => {
    expect((await post({ audio: wav(speech, 'Speech.WAV', type) }))[0]).toBe(200)
    await restart({ partTypes: 'strict' })
    expect(await post({ audio: wav(speech, 'Speech.WAV', type) })).toEqual([
      400,
      { error: audio, detail: null },
    ])
    expect((await post({ audio: wav(speech, 'Speech.WAV') }))[0]).toBe(200)
  })

  it('without the declared form is 422, with every complaint', async () => {
    const [code, body] = await post({
      image: null,
      fields: { emotion: 'joy', crop: 'perhaps', fps: '24.5', ref_scale: 'three', seed: '' },
    })
    const words = "'contempt', 'sad', 'happy', 'surprised', 'angry', 'disgusted', 'fear' or 'neutral'"
    const complaint = (type: string, field: string, msg: string, input: unknown) =>
      expect.objectContaining({ type, loc: ['body', field], msg, input })
    expect([code, body]).toEqual([
      422,
      {
        detail: [
          complaint('missing', 'image', 'Field required', null),
          complaint('enum', 'emotion', `Input should be ${words}`, 'joy'),
          complaint(
            'float_parsing',
            'ref_scale',
            'Input should be a valid number, unable to parse string as a number',
            'three',
          ),
          complaint(
            'bool_parsing',
            'crop',
            'Input should be a valid boolean, unable to interpret input',
            'perhaps',
          ),
          complaint(
            'int_parsing',
            'fps',
            'Input should be a valid integer, unable to parse string as an integer',
            '24.5',
          ),
        ],
      },
    ])
  })
})

describe('health', () => {
  it('is 200 whether it is well or not', async () => {
    const body = (well: boolean) => ({ gpu_available: well, model_loaded: well, version: '1.0.0' })
    expect(await call('/api/health')).toEqual([200, { status: 'healthy', ...body(true) }])
    await restart({ health: 'unhealthy' })
    expect(await call('/api/health')).toEqual([200, { status: 'unhealthy', ...body(false) }])
  })
})

describe('a snapshot', () => {
  it('takes the task, the cache and the film along', async () => {
    const id = await start()
    clock.advance(5000)
    const before = await status(id)
    const state = JSON.parse(JSON.stringify(emulator.snapshot()))
    await emulator.close()
    emulator = await createEmulator({ clock, state })
    expect(await status(id)).toEqual(before)
    finish()
    expect((await post())[1]['status']).toBe('COMPLETED')
    expect((await download(id)).status).toBe(200)
  })
})
