import * as fc from 'fast-check'
import { isRefusal } from '@onetake/core'
import {
  FILE_HEADS,
  json,
  LOST_REPLIES,
  networkError,
  refusalOf,
  uploadOf,
} from '@onetake/provider-kit/testing'
import { describe, expect, test } from 'vitest'
import { ORDER, startDiceTalk, START, TASK } from '../test/scripted-dice-talk.ts'
import { synthesize } from './synthesize.ts'

const EVERYTHING = {
  image: 'png',
  audio: 'mp3',
  emotion: 'contempt',
  refScale: 3,
  emoScale: 6.5,
  crop: false,
  inferenceSteps: 25,
  durationSeconds: 0.1,
  fps: 30,
  seed: 2_147_483_647,
  dynamicScale: 1,
  minResolution: 512,
  expandRatio: 0.5,
} as const

/** What arrives of an order: texts, and of files their name, type and content. */
async function arrived(order: Parameters<typeof synthesize.submit>[0]) {
  const { service, context } = startDiceTalk()
  service.on(START, json({ task_id: TASK, status: 'PENDING', message: 'Task created successfully' }))
  expect(await synthesize.submit(order, context)).toBe(TASK)
  expect(service.sent).toHaveLength(1)
  const form = (await service.sent[0]?.form()) ?? new FormData()
  const parts = await Promise.all(
    [...form].map(async ([field, part]) =>
      typeof part === 'string'
        ? ([field, part] as const)
        : ([
            field,
            [part.name, part.type, Buffer.from(await part.arrayBuffer()).toString('latin1')],
          ] as const),
    ),
  )
  expect(new Set(form.keys()).size).toBe(parts.length)
  return Object.fromEntries(parts)
}

describe('a submit', () => {
  test('sends what was told under the names of the service, and leaves out what was not', async () => {
    expect(await arrived(ORDER)).toEqual({
      emotion: 'happy',
      image: ['image.jpg', 'image/jpeg', expect.stringContaining(FILE_HEADS.jpeg)],
      audio: ['audio.wav', 'audio/wav', FILE_HEADS.wav],
    })
    expect(await arrived(EVERYTHING)).toEqual({
      emotion: 'contempt',
      ref_scale: '3',
      emo_scale: '6.5',
      crop: 'false',
      inference_steps: '25',
      duration: '0.1',
      fps: '30',
      seed: '2147483647',
      dynamic_scale: '1',
      min_resolution: '512',
      expand_ratio: '0.5',
      image: ['image.png', 'image/png', expect.stringContaining(FILE_HEADS.png)],
      audio: ['audio.mp3', 'audio/mpeg', FILE_HEADS.mp3],
    })
  })

  test('of the same files is another image to the service each time, the same to every decoder', async () => {
    const { service, context } = startDiceTalk()
    service.on(START, json({ task_id: TASK }))
    let seed = 0
    const client = { ...context.client, random: () => (seed += 0.01) }
    const images: string[] = []
    for (let time = 0; time < 2; time += 1) {
      await synthesize.submit(ORDER, { ...context, client })
      const form = await service.sent[time]?.form()
      const image = form?.get('image') as File
      images.push(Buffer.from(await image.arrayBuffer()).toString('latin1'))
    }
    expect(images[0]).not.toBe(images[1])
    for (const image of images) {
      expect(image.startsWith(FILE_HEADS.jpeg)).toBe(true)
      expect(image.slice(FILE_HEADS.jpeg.length)).toMatch(/^[0-9a-f]{32}$/)
    }
  })

  test('of an image as large as the service takes adds nothing to it', async () => {
    const { service, context } = startDiceTalk()
    service.on(START, json({ task_id: TASK }))
    const whole = uploadOf(FILE_HEADS.jpeg.padEnd(10 * 1024 * 1024, '.'))
    await synthesize.submit(ORDER, {
      ...context,
      read: async (id) => (id === 'jpeg' ? whole : uploadOf(FILE_HEADS.wav)),
    })
    const form = await service.sent[0]?.form()
    expect(form?.get('image')).toHaveProperty('size', 10 * 1024 * 1024)
  })

  test('whatever its files hold and are called, is the same parts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (name, tail) => {
        const { service, context } = startDiceTalk()
        service.on(START, json({ task_id: TASK }))
        const content = `${tail}\r\n--edge\r\nContent-Disposition: form-data; name="seed"\r\n\r\n1`
        const file = (head: string) => uploadOf(head + content, { name, mediaType: name })
        const read = async (id: string) => file(id === 'jpeg' ? FILE_HEADS.jpeg : FILE_HEADS.wav)
        await synthesize.submit(ORDER, { ...context, read })
        const form = await service.sent[0]?.form()
        expect([...(form?.keys() ?? [])]).toEqual(['emotion', 'image', 'audio'])
      }),
      { numRuns: 200 },
    )
  })

  test.each([
    ['an image of another kind', { image: 'text' }, 'image: Must be a JPEG or PNG file'],
    ['a sound in place of the image', { image: 'wav' }, 'image: Must be a JPEG or PNG file'],
    ['a sound of another kind', { audio: 'ogg' }, 'audio: Must be a WAV or MP3 file'],
    ['no such upload', { audio: 'nothing' }, 'audio: Must be the id of a complete upload'],
  ])('with %s never leaves, and is not stored', async (_, change, message) => {
    const { service, context } = startDiceTalk()
    const order = { ...ORDER, ...change }
    const refusal = { code: 'invalid-input', message: expect.stringContaining(message) }
    expect(await refusalOf(synthesize.prepare?.(order, context) ?? Promise.resolve())).toMatchObject(refusal)
    expect(await refusalOf(synthesize.submit(order, context))).toMatchObject(refusal)
    expect(service.sent).toEqual([])
  })

  test.each([
    ['image', 10],
    ['audio', 50],
  ] as const)('with an %s above %i MiB never leaves', async (field, mebibytes) => {
    const { service, context } = startDiceTalk()
    const head = field === 'image' ? FILE_HEADS.jpeg : FILE_HEADS.wav
    const read = async (id: string) =>
      id === ORDER[field] ? uploadOf(head, { bytes: mebibytes * 1024 * 1024 + 1 }) : context.read(id)
    const refusal = await refusalOf(synthesize.submit(ORDER, { ...context, read }))
    expect(refusal.message).toBe(`${field}: Must be a file of at most ${mebibytes} MiB.`)
    expect(service.sent).toEqual([])
  })

  test('cannot be found again after a lost reply, and does not say that it can: there is no list of tasks', () => {
    expect(synthesize).not.toHaveProperty('find')
  })

  test.each(LOST_REPLIES)('that meets %s is sent once, and is no refusal', async (_, reply) => {
    const { service, context } = startDiceTalk()
    service.on(START, reply())
    const error = await refusalOf(synthesize.submit(ORDER, context))
    expect([error.code, isRefusal(error), service.sent.length]).toEqual(['unconfirmed', false, 1])
  })

  test.each([
    [
      'an error of the service',
      400,
      { error: 'fps must be between 8 and 60', detail: null },
      'fps must be between 8',
    ],
    [
      'a list of FastAPI',
      422,
      { detail: [{ loc: ['body', 'emotion'], msg: 'Input should be sad' }] },
      'emotion: Input',
    ],
    ['a word of the router', 404, { detail: 'Not Found' }, 'Not Found'],
  ])('that is refused with %s is told in its words', async (_, status, body, words) => {
    const { service, context } = startDiceTalk()
    service.on(START, json(body, status))
    const error = await refusalOf(synthesize.submit(ORDER, context))
    expect(isRefusal(error)).toBe(true)
    expect(error.message).toContain(words)
  })

  test('that never left was not taken', async () => {
    const { service, context } = startDiceTalk()
    service.on(START, networkError({ code: 'ECONNREFUSED', syscall: 'connect' }))
    expect(await refusalOf(synthesize.submit(ORDER, context))).toMatchObject({ code: 'not-submitted' })
  })

  test('that the service has made before is a refusal that says what to change', async () => {
    const { service, context } = startDiceTalk()
    const original_task_id = '0123abcd_4567ef01'
    service.on(START, json({ task_id: `cached_${original_task_id}`, status: 'COMPLETED', original_task_id }))
    const error = await refusalOf(synthesize.submit(ORDER, context))
    expect(error).toMatchObject({ code: 'conflict', message: expect.stringContaining('refScale by 0.0001') })
    expect(isRefusal(error)).toBe(true)
  })

  test.each([{}, { task_id: '' }, { task_id: '..' }, { task_id: 7 }, null, [], { error: 'oops' }])(
    'that is answered with %j may have been taken',
    async (answer) => {
      const { service, context } = startDiceTalk()
      service.on(START, json(answer))
      expect(await refusalOf(synthesize.submit(ORDER, context))).toMatchObject({ code: 'unconfirmed' })
    },
  )
})

describe('the input', () => {
  const problems = async (input: unknown) => (await synthesize.input['~standard'].validate(input)).issues

  test.each(['contempt', 'sad', 'happy', 'surprised', 'angry', 'disgusted', 'fear', 'neutral'])(
    'takes the emotion %s',
    async (emotion) => {
      expect(await problems({ ...ORDER, emotion })).toBeUndefined()
    },
  )

  test.each([
    ['refScale', 0, 10],
    ['emoScale', 0, 10],
    ['inferenceSteps', 8, 50],
    ['durationSeconds', 0.1, 300],
    ['fps', 8, 60],
    ['seed', 0, 2_147_483_647],
    ['dynamicScale', 0.1, 3],
    ['minResolution', 128, 2048],
    ['expandRatio', 0.1, 2],
  ])('takes %s from %d to %d, both included', async (field, least, most) => {
    for (const value of [least, most]) expect(await problems({ ...ORDER, [field]: value })).toBeUndefined()
    for (const value of [least - 0.01, most + 0.01, NaN, Infinity, String(least)]) {
      expect(await problems({ ...ORDER, [field]: value })).toMatchObject([{ path: [field] }])
    }
  })

  test.each(['inferenceSteps', 'fps', 'seed', 'minResolution'])(
    'takes whole numbers for %s',
    async (field) => {
      expect(await problems({ ...ORDER, [field]: 20.5 })).toHaveLength(1)
    },
  )

  test.each([
    [{}, 3],
    [{ ...ORDER, emotion: 'joy' }, 1],
    [{ ...ORDER, crop: 'yes' }, 1],
    [{ ...ORDER, image: '../a' }, 1],
    [{ ...ORDER, ref_scale: 3 }, 1],
  ])('%j has %i problems', async (input, count) => {
    expect(await problems(input)).toHaveLength(count)
  })
})
