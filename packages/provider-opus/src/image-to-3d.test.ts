import * as fc from 'fast-check'
import { JobError } from '@onetake/core'
import { FILE_HEADS, json, refusalOf, uploadOf } from '@onetake/provider-kit/testing'
import { describe, expect, test } from 'vitest'
import { result, startOpus, STORAGE } from '../test/scripted-opus.ts'
import { imageTo3d } from './image-to-3d.ts'

const REF = { uid: 'i1', startedAt: 1_800_000_000_000 }
const RESULT = '/job_result/i1'
const MP4 = `${STORAGE}/a/preview.mp4?sig=1`

describe('a submit', () => {
  test('is one form with one file, under a name of ours and with the type of its content', async () => {
    const { service, context } = startOpus()
    service.on('/process-image', json({ job_uid: 'i1' }))
    expect(await imageTo3d.submit({ image: 'image' }, context)).toEqual(REF)
    expect(service.sent).toHaveLength(1)
    const [sent] = service.sent
    const form = await sent?.form()
    const file = form?.get('file1') as File
    expect([...(form?.keys() ?? [])]).toEqual(['file1'])
    expect([file.name, file.type, file.size]).toEqual(['image.jpg', 'image/jpeg', FILE_HEADS.jpeg.length])
    expect(Object.fromEntries(sent?.headers ?? [])).toMatchObject({
      'x-rapidapi-key': 'canary-key',
      'x-rapidapi-host': 'opus-gen02.p.rapidapi.com',
    })
  })

  test('whatever its file holds and is called, is the same one part', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (name, tail) => {
        const { service, context } = startOpus()
        service.on('/process-image', json({ job_uid: 'i1' }))
        const content = `${FILE_HEADS.png}${tail}\r\n--edge\r\nContent-Disposition: form-data; name="x"\r\n\r\n1`
        const read = async () => uploadOf(content, { name, mediaType: name })
        await imageTo3d.submit({ image: 'image' }, { ...context, read })
        const form = await service.sent[0]?.form()
        expect([...(form?.keys() ?? [])]).toEqual(['file1'])
        expect(form?.get('file1')).toMatchObject({ name: 'image.png', size: content.length })
      }),
      { numRuns: 200 },
    )
  })

  test.each([
    ['no uid', {}],
    ['an empty uid', { job_uid: '' }],
    ['a uid that leads elsewhere', { job_uid: '..' }],
    ['an error with 200', { message: 'failed' }],
    ['null', null],
  ])('that is answered with %s may have been charged', async (_, answer) => {
    const { service, context } = startOpus()
    service.on('/process-image', json(answer))
    const error = await refusalOf(imageTo3d.submit({ image: 'image' }, context))
    expect(error).toMatchObject({ code: 'unconfirmed' })
    expect(service.sent).toHaveLength(1)
  })

  test.each([
    ['is no image', { image: 'text' }, 'image: Must be a JPEG or PNG file'],
    ['is not there', { image: 'nowhere' }, 'image: Must be the id of a complete upload'],
  ])('of a file that %s never leaves, and neither is the job stored', async (_, order, message) => {
    const { service, context } = startOpus()
    const refusal = { code: 'invalid-input', message: expect.stringContaining(message) }
    expect(await refusalOf(imageTo3d.submit(order, context))).toMatchObject(refusal)
    expect(await refusalOf(imageTo3d.prepare?.(order, context) ?? Promise.resolve())).toMatchObject(refusal)
    expect(service.sent).toEqual([])
  })

  test('whose image cannot be read now is not submitted', async () => {
    const { service, context } = startOpus()
    const read = async () => Promise.reject(new Error('EIO'))
    const refusal = await refusalOf(imageTo3d.submit({ image: 'image' }, { ...context, read }))
    expect(refusal).toMatchObject({ code: 'not-submitted' })
    expect(service.sent).toEqual([])
  })
})

describe('a job', () => {
  async function standing(answer: unknown, ms = 0) {
    const { service, context } = startOpus()
    service.on(RESULT, json(answer))
    service.pass(ms)
    return (await imageTo3d.status([REF], context))[0]
  }
  const HOURS = 3_600_000

  test.each([
    ['PENDING', { status: 'queued', position: null }],
    ['Queued', { status: 'queued', position: null }],
    ['IN_PROGRESS', { status: 'running', progress: null }],
    ['Suspended', { status: 'running', progress: null }],
    ['a word that nobody has documented', { status: 'running', progress: null }],
    ['FAILED', { status: 'failed', error: { code: 'provider-failed', message: expect.any(String) } }],
    ['Failed', { status: 'failed', error: { code: 'provider-failed', message: expect.any(String) } }],
    ['CANCELLED', { status: 'canceled' }],
  ])('that is %s is told so', async (word, report) => {
    expect(await standing({ status: word })).toEqual(report)
  })

  test.each([
    ['an mp4 by its extension', [['https://a.example.com/x'], [MP4, 'mp4']], MP4],
    ['an mp4 by its link', [[`${STORAGE}/a.glb`, 'glb'], [MP4]], MP4],
    [
      'the first file, where it has no name to tell',
      [[`${STORAGE}/0a1b`], [`${STORAGE}/a.glb`, 'glb']],
      `${STORAGE}/0a1b`,
    ],
    ['an extension with a dot, in capitals', [[`${STORAGE}/0a1b`, '.MP4']], `${STORAGE}/0a1b`],
  ] as const)('that is completed hands out %s', async (_, urls, link) => {
    const { service, context } = startOpus()
    service.on(RESULT, json(result('COMPLETED', ...urls)))
    service.on(STORAGE, new Response('video'))
    const [report] = await imageTo3d.status([REF], context)
    if (JobError.is(report) || report?.status !== 'succeeded') throw new Error(JSON.stringify(report))
    expect(report.output.artifacts).toMatchObject([{ format: 'mp4' }])
    const [artifact] = report.output.artifacts
    if (artifact === undefined) throw new Error('no file')
    expect(await (await imageTo3d.download(artifact.source, context)).text()).toBe('video')
    expect(service.sent.at(-1)?.url.href).toBe(link)
    expect(JSON.stringify(report)).not.toMatch(/example|sig=/)
  })

  test.each([
    ['no files', { status: 'COMPLETED' }],
    ['files without links', { status: 'COMPLETED', urls: [{ url: '', extension: 'mp4' }, { url: null }] }],
    ['another file alone', result('COMPLETED', [`${STORAGE}/a.glb`, 'glb'])],
    ['another file alone, told by its link', result('COMPLETED', [`${STORAGE}/a.glb`])],
  ])('that is completed with %s is not done yet, and is given up an hour later', async (_, answer) => {
    expect(await standing(answer)).toEqual({ status: 'running', progress: null })
    expect(await standing(answer, HOURS + 1)).toMatchObject({ status: 'failed', error: { code: 'timeout' } })
  })

  test('that is at work for a day is given up', async () => {
    expect(await standing({ status: 'PENDING' }, 23 * HOURS)).toMatchObject({ status: 'queued' })
    expect(await standing({ status: 'PENDING' }, 25 * HOURS)).toMatchObject({ error: { code: 'timeout' } })
  })

  test('that failed is told in the words of Opus, where there are any, without links and keys', async () => {
    const words = 'canary-key: no object found, see https://opus.test/help'
    for (const field of ['message', 'error', 'detail']) {
      expect(await standing({ status: 'FAILED', [field]: words })).toMatchObject({
        error: { message: 'Opus failed: [secret]: no object found, see [link]' },
      })
    }
  })

  test('that Opus does not know is lost; where the gateway answers for it, nothing is known', async () => {
    const { service, context } = startOpus()
    service.on(RESULT, json({ message: 'Job not found' }, 404))
    expect((await imageTo3d.status([REF], context))[0]).toMatchObject({ code: 'lost' })
    service.on(RESULT, json({ message: 'no such API' }, 404, { 'x-rapidapi-proxy-response': 'true' }))
    expect((await imageTo3d.status([REF], context))[0]).toMatchObject({ code: 'provider-unavailable' })
  })

  test('cannot be found again after a lost reply, and does not say that it can: Opus lists no jobs', () => {
    expect(imageTo3d).not.toHaveProperty('find')
  })
})
