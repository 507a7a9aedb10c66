import { json, refusalOf } from '@onetake/provider-kit/testing'
import { expect, test } from 'vitest'
import { AT, lent, scriptedAnimate3D, SIGNED } from '../../test/animate3d.ts'
import { uploadOf } from '../../test/upload-of.ts'
import { animate3d } from './animate3d.ts'
import { characters } from './characters.ts'
import { credits } from './credits.ts'
import { deleteCharacter } from './character-delete.ts'
import { uploadCharacter } from './character-upload.ts'
import { jobs } from './jobs-call.ts'
import { videoInfo } from './video-info.ts'
import { deleteWebhook, getWebhook, listWebhooks, registerWebhook, updateWebhook } from './webhook-calls.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const uploads = {
  clip: uploadOf(bytes('a video')),
  body: uploadOf(bytes('glTF'), { name: 'my/My Hero.VRM', mediaType: 'model/gltf-binary' }),
  face: uploadOf(bytes('png'), { name: 'face', mediaType: 'image/png' }),
  text: uploadOf(bytes('x'), { name: 'notes.txt', mediaType: 'text/plain' }),
}

const start = () => {
  const service = scriptedAnimate3D()
  return { service, context: lent(service, { uploads }) }
}

const AS_LISTED = {
  id: 'a',
  name: 'Ada',
  platform: 'custom',
  rigId: 'r',
  ctime: 1,
  mtime: 2,
  thumb: 'https://x.test',
}

test.each([
  ['as clients meet it', { count: 2, list: [AS_LISTED, { id: 'b', name: null, ctime: 'now' }] }],
  ['as the document prints it', [{ ...AS_LISTED, id: undefined, Id: 'a' }, { Id: 'b' }]],
])('characters are read %s', async (_, answer) => {
  const { service, context } = start()
  service.on('/character/listModels', json(answer))
  expect(await characters.run({ kind: 'all' }, context)).toEqual([
    { id: 'a', name: 'Ada', kind: 'custom', rigId: 'r', createdAt: 1, updatedAt: 2 },
    { id: 'b', name: '', kind: null, rigId: null, createdAt: null, updatedAt: null },
  ])
})

test.each([
  [{ kind: 'all' }, '?stockModel=all'],
  [{ kind: 'custom' }, ''],
  [{ kind: 'roblox', search: 'a&b=c', id: 'x' }, '?stockModel=roblox&searchToken=a%26b%3Dc&modelId=x'],
] as const)('characters %j asks for %s', async (input, search) => {
  const { service, context } = start()
  await characters.run(input, context)
  expect(service.to('/character/listModels')[0]?.url.search).toBe(search)
})

test('a character is taken to the storage with its picture, and stored under the addresses it was given', async () => {
  const { service, context } = start()
  service.on('/character/getModelUploadUrl', json({ modelUrl: `${SIGNED}&m`, thumbUrl: `${SIGNED}&t` }))
  service.on('/character/storeModel', json({ modelId: 'm9' }))
  const asked = { model: 'body', thumbnail: 'face', createThumbnail: false, replaces: 'm1' }
  expect(await uploadCharacter.run(asked, context)).toEqual({ id: 'm9' })
  expect(service.to('/character/getModelUploadUrl')[0]?.url.search).toBe(
    '?name=My+Hero&resumable=1&modelExt=vrm&thumbExt=png',
  )
  expect(service.to('/b/clip').map(({ method }) => method)).toEqual(['POST', 'PUT', 'POST', 'PUT'])
  expect(service.to('/character/storeModel')[0]?.body).toEqual({
    modelUrl: `${SIGNED}&m`,
    modelName: 'My Hero',
    thumbUrl: `${SIGNED}&t`,
    createThumb: 0,
    modelId: 'm1',
  })
})

test('a character of elsewhere is only named', async () => {
  const { service, context } = start()
  service.on('/character/storeModel', json({ modelId: 'm9' }))
  const model = 'https://models.test/hero.fbx'
  await uploadCharacter.run({ model, name: 'Hero', createThumbnail: true }, context)
  expect(service.to('/character/storeModel')[0]?.body).toEqual({
    modelUrl: model,
    modelName: 'Hero',
    createThumb: 1,
  })
  expect(service.to('/character/getModelUploadUrl')).toEqual([])
})

test.each([
  'http://models.test/a.fbx',
  'https://me:secret@models.test/',
  'ftp://x',
  'file:///etc/passwd',
  '',
  'a b',
])('a character at "%s" is refused', async (model) => {
  const { issues } = await uploadCharacter.input['~standard'].validate({ model })
  expect(issues?.[0]?.message).toMatch(/https/)
})

test('a character in a file of no known kind is refused', async () => {
  const { context } = start()
  const error = await refusalOf(uploadCharacter.run({ model: 'text', createThumbnail: false }, context))
  expect(error).toMatchObject({ code: 'invalid-input', issues: [{ path: 'model' }] })
})

test.each([
  [1, true],
  [0, false],
])('a deletion of %i characters is told as %s', async (count, deleted) => {
  const { service, context } = start()
  service.on('/character/deleteModel/a%2Fb', json({ count }))
  expect(await deleteCharacter.run({ id: 'a/b' }, context)).toEqual({ deleted })
  expect(service.to('/character/deleteModel/')[0]?.method).toBe('DELETE')
})

test('credits keep their fraction', async () => {
  const { service, context } = start()
  service.on('/account/creditBalance', json({ credits: 12.5 }))
  expect(await credits.run({}, context)).toEqual({ credits: 12.5 })
})

test('a video is looked at where it was uploaded to', async () => {
  const { service, context } = start()
  service.on(
    '/videoInfo',
    json({ width: 1080, height: 1920, fps: 30, duration: 3, codec: 'h264', size: 186_615 }),
  )
  expect(await videoInfo.run({ video: 'clip' }, context)).toEqual({
    width: 1080,
    height: 1920,
    fps: 30,
    durationSeconds: 3,
    codec: 'h264',
    bytes: 186_615,
  })
  expect(service.to('/videoInfo')[0]?.body).toEqual({ url: SIGNED })
  expect(service.to('/upload')[0]?.url.searchParams.get('name')).toBe('sample.mp4')
})

test('jobs are listed newest first, with our id and without their handle', async () => {
  const { service, context } = start()
  service.on(
    '/list/',
    json({
      list: [
        {
          rid: 'canary',
          status: 'RETRY',
          fileName: 'a.mp4',
          fileSize: 5,
          fileDuration: 1.5,
          ctime: AT,
          mtime: AT + 1,
        },
        {
          rid: 'x',
          status: 'SUCCESS',
          fileName: 'onetake-j_1.mp4',
          ctime: AT + 9,
          mode: 1,
          models: [{}, {}],
        },
        { rid: 'y', status: 'ODD' },
      ],
    }),
  )
  const listed = await jobs.run({ statuses: ['running', 'failed'] }, context)
  expect(listed).toEqual([
    {
      status: 'succeeded',
      job: 'j_1',
      fileName: 'onetake-j_1.mp4',
      bytes: null,
      durationSeconds: null,
      persons: 2,
      createdAt: AT + 9,
      updatedAt: null,
    },
    {
      status: 'running',
      job: null,
      fileName: 'a.mp4',
      bytes: 5,
      durationSeconds: 1.5,
      persons: null,
      createdAt: AT,
      updatedAt: AT + 1,
    },
    {
      status: null,
      job: null,
      fileName: '',
      bytes: null,
      durationSeconds: null,
      persons: null,
      createdAt: null,
      updatedAt: null,
    },
  ])
  expect(JSON.stringify(listed)).not.toContain('canary')
  expect(service.to('/list/')[0]?.url.pathname).toBe('/list/STARTING,PROGRESS,RETRY,FAILURE')
})

test('webhooks are added, listed, read, changed with a POST, and removed', async () => {
  const { service, context } = start()
  const endpoint = { id: 'w1', url: 'https://me.test/hook', events: ['job.completed'] }
  service.on('/webhook_endpoints', ({ method, url }) => {
    if (method === 'DELETE') return json({ id: 'w1', object: 'webhook_endpoint', deleted: true })
    if (method === 'GET' && url.pathname === '/webhook_endpoints')
      return json({ count: 1, endpoints: [endpoint] })
    return json({ ...endpoint, object: 'webhook_endpoint' })
  })
  const { url, events } = endpoint
  expect(await registerWebhook.run({ url, events }, context)).toEqual(endpoint)
  expect(await listWebhooks.run({}, context)).toEqual([endpoint])
  expect(await getWebhook.run({ id: 'w1' }, context)).toEqual(endpoint)
  expect(await updateWebhook.run({ id: 'w1', url, events }, context)).toEqual(endpoint)
  expect(await deleteWebhook.run({ id: 'w1' }, context)).toEqual({ deleted: true })
  expect(service.to('/webhook_endpoints').map((sent) => [sent.method, sent.url.pathname, sent.body])).toEqual(
    [
      ['POST', '/webhook_endpoints', { url, events }],
      ['GET', '/webhook_endpoints', undefined],
      ['GET', '/webhook_endpoints/w1', undefined],
      ['POST', '/webhook_endpoints/w1', { url, events }],
      ['DELETE', '/webhook_endpoints/w1', undefined],
    ],
  )
})

test('a webhook at plain http is refused', async () => {
  const { issues } = await registerWebhook.input['~standard'].validate({ url: 'http://me.test/' })
  expect(issues?.[0]?.message).toMatch(/https/)
})

test('every call has a title', () => {
  for (const { title } of Object.values(animate3d({ clientId: 'a', clientSecret: 'b' }).calls))
    expect(title).not.toBe('')
})
