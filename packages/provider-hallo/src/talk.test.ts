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
import { ORDER, START, startHallo } from '../test/scripted-hallo.ts'
import { talk } from './talk.ts'

const STARTED = { task_id: 't1', status: 'queued', message: 'Inference task queued successfully' }
const VIDEO = '/api/v1/tasks/t1/video'
const problems = async (input: unknown) => (await talk.input['~standard'].validate(input)).issues

describe('a submit', () => {
  async function arrived(order: Parameters<typeof talk.submit>[0]) {
    const { service, context } = startHallo()
    service.on(START, json(STARTED))
    expect(await talk.submit(order, context)).toBe('t1')
    expect(service.sent).toHaveLength(1)
    const form = (await service.sent[0]?.form()) ?? new FormData()
    return Object.fromEntries(
      [...form].map(([field, part]) => [
        field,
        typeof part === 'string' ? part : [part.name, part.type, part.size],
      ]),
    )
  }

  test('sends both files under names of ours, and of the cache only what was told', async () => {
    const files = {
      image_file: ['image.jpg', 'image/jpeg', FILE_HEADS.jpeg.length],
      audio_file: ['audio.wav', 'audio/wav', FILE_HEADS.wav.length],
    }
    expect(await arrived(ORDER)).toEqual(files)
    expect(await arrived({ ...ORDER, useCache: false })).toEqual({ ...files, use_cache: 'false' })
    expect(await arrived({ ...ORDER, useCache: true })).toEqual({ ...files, use_cache: 'true' })
  })

  test.each([
    ['png', 'wav', 'image.png', 'audio.wav'],
    ['jpeg', 'mp3', 'image.jpg', 'audio.mp3'],
    ['jpeg', 'ogg', 'image.jpg', 'audio.ogg'],
    ['jpeg', 'm4a', 'image.jpg', 'audio.m4a'],
  ])('of %s and %s ends their names as Hallo wants them', async (image, audio, imageName, audioName) => {
    const { image_file, audio_file } = await arrived({ image, audio })
    expect([image_file?.[0], audio_file?.[0]]).toEqual([imageName, audioName])
  })

  test('whatever its files hold and are called, is the same parts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (name, tail) => {
        const { service, context } = startHallo()
        service.on(START, json(STARTED))
        const content = `${tail}\r\n--edge\r\nContent-Disposition: form-data; name="use_cache"\r\n\r\nfalse`
        const read = async (id: string) =>
          uploadOf((id === 'jpeg' ? FILE_HEADS.jpeg : FILE_HEADS.wav) + content, { name, mediaType: name })
        await talk.submit(ORDER, { ...context, read })
        const form = await service.sent[0]?.form()
        expect([...(form?.keys() ?? [])]).toEqual(['image_file', 'audio_file'])
      }),
      { numRuns: 200 },
    )
  })

  const MEBIBYTE = 1024 * 1024
  test.each([
    ['an image of another kind', { image: 'wav' }, 'image: Must be a JPEG or PNG file'],
    ['a sound of another kind', { audio: 'text' }, 'audio: Must be a WAV or MP3 or OGG or M4A file'],
    ['no such upload', { image: 'nothing' }, 'image: Must be the id of a complete upload'],
    ['too much in one file', { audio: 'huge' }, 'audio: Must be a file of at most 500 MiB'],
    ['too much in both', { audio: 'large' }, 'audio: Must be at most 500 MiB together'],
  ])('with %s never leaves, and is not stored', async (_, change, message) => {
    const { service, context } = startHallo()
    const sizes: Record<string, number> = { huge: 500 * MEBIBYTE + 1, large: 500 * MEBIBYTE }
    const read = async (id: string) =>
      id in sizes ? uploadOf(FILE_HEADS.wav, { bytes: sizes[id] ?? 0 }) : context.read(id)
    const refusal = { code: 'invalid-input', message: expect.stringContaining(message) }
    const [order, lent] = [
      { ...ORDER, ...change },
      { ...context, read },
    ]
    expect(await refusalOf(talk.prepare?.(order, lent) ?? Promise.resolve())).toMatchObject(refusal)
    expect(await refusalOf(talk.submit(order, lent))).toMatchObject(refusal)
    expect(service.sent).toEqual([])
  })

  test.each(LOST_REPLIES)('that meets %s is sent once, and is no refusal', async (_, reply) => {
    const { service, context } = startHallo()
    service.on(START, reply())
    const error = await refusalOf(talk.submit(ORDER, context))
    expect([error.code, isRefusal(error), service.sent.length]).toEqual(['unconfirmed', false, 1])
  })

  test.each([{}, { task_id: '' }, { task_id: '..' }, { task_id: 7 }, null, { detail: 'oops' }])(
    'that is answered with %j may have been taken',
    async (answer) => {
      const { service, context } = startHallo()
      service.on(START, json(answer))
      expect(await refusalOf(talk.submit(ORDER, context))).toMatchObject({ code: 'unconfirmed' })
    },
  )

  test.each([
    [400, { detail: 'Invalid image file format' }, 'Invalid image file format'],
    [422, { detail: [{ loc: ['body', 'audio_file'], msg: 'Field required' }] }, 'audio_file: Field required'],
  ])('that is refused with %i is told in the words of Hallo', async (status, body, words) => {
    const { service, context } = startHallo()
    service.on(START, json(body, status))
    const error = await refusalOf(talk.submit(ORDER, context))
    expect([isRefusal(error), error.message]).toEqual([true, `Hallo refused: ${words}`])
  })

  test('that never left was not taken', async () => {
    const { service, context } = startHallo()
    service.on(START, networkError({ code: 'ENOTFOUND', syscall: 'getaddrinfo' }))
    expect(await refusalOf(talk.submit(ORDER, context))).toMatchObject({ code: 'not-submitted' })
  })
})

test.each([
  [ORDER, 0],
  [{ ...ORDER, useCache: false }, 0],
  [{}, 2],
  [{ ...ORDER, useCache: 'true' }, 1],
  [{ ...ORDER, image: 'a/b' }, 1],
  [{ ...ORDER, guidance_scale: 3 }, 1],
])('the input %j has %i problems', async (input, count) => {
  expect((await problems(input)) ?? []).toHaveLength(count)
})

describe('a download', () => {
  test('is the bytes of the video address, whatever path the task names', async () => {
    const { service, context } = startHallo()
    const headers = {
      'content-type': 'video/mp4',
      'content-disposition': 'attachment',
      'content-length': '5',
    }
    service.on(VIDEO, new Response('video', { headers }))
    const response = await talk.download('t1', context)
    expect([await response.text(), Object.fromEntries(response.headers)]).toEqual([
      'video',
      { 'content-type': 'video/mp4', 'content-length': '5' },
    ])
    expect(service.sent[0]?.url.href).toBe(`http://10.0.0.7:8001${VIDEO}`)
  })

  test.each([
    [
      'is not there, though the task is completed, is an end',
      { detail: 'Video file not found' },
      404,
      'not-found',
      false,
    ],
    [
      'is not ready is asked for again',
      { detail: 'Task not completed. Status: queued' },
      400,
      'provider-unavailable',
      true,
    ],
  ])('of a video that %s', async (_, body, status, code, retryable) => {
    const { service, context } = startHallo()
    service.on(VIDEO, json(body, status))
    expect(await refusalOf(talk.download('t1', context))).toMatchObject({ code, retryable })
  })
})
