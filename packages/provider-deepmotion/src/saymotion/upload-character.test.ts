import { createEmulator } from '@onetake/emulator'
import { FILE_HEADS, json, lend, refusalOf, uploadOf } from '@onetake/provider-kit/testing'
import { expect, test } from 'vitest'
import { CREDENTIALS, scriptedSayMotion } from '../../test/lend.ts'
import { listCharacters } from './characters.ts'
import { connectSayMotion } from './client.ts'
import { uploadCharacter } from './upload-character.ts'

const uploads = {
  hero: uploadOf('glTF of a hero', { id: 'hero', name: '../My Hero.GLB' }),
  portrait: uploadOf(FILE_HEADS.png, { id: 'portrait' }),
  movie: uploadOf('....ftyp', { id: 'movie', name: 'movie.mp4' }),
}

function start() {
  const service = scriptedSayMotion()
  service.on('/character/v1/storeModel', json({ modelId: 'new', faceDataType: 0, handDataType: 1 }))
  return { service, context: lend(connectSayMotion(CREDENTIALS, service.io), { uploads }) }
}

test('a character and its picture are uploaded, and can be animated at once', async () => {
  const emulator = await createEmulator({ modes: { saymotion: { storeModel: 'strict' } } })
  try {
    const credentials = { ...emulator.credentials.saymotion, url: emulator.urls.saymotion }
    const client = connectSayMotion(credentials, { fetch, now: Date.now, random: Math.random })
    const context = lend(client, { uploads })
    await client.knownCharacters(null, context.signal)
    const order = { model: 'hero', name: 'Hero & co', thumbnail: 'portrait' }
    const { id, ...abilities } = await uploadCharacter.run(order, context)
    expect(abilities).toEqual({ faceTracking: false, handTracking: true })
    expect(await client.knownCharacters(null, context.signal)).toContainEqual(
      expect.objectContaining({ id, name: 'Hero & co', kind: 'custom' }),
    )

    const answer = await client.read(`/character/v1/listModels?modelId=${id}`, context.signal)
    const { list } = answer as { list: { glb: string; thumb: string }[] }
    expect(await (await fetch(list[0]?.glb ?? '')).text()).toBe('glTF of a hero')
    expect(Buffer.from(await (await fetch(list[0]?.thumb ?? '')).arrayBuffer()).toString('latin1')).toBe(
      FILE_HEADS.png,
    )
    expect(await listCharacters(client, { kind: 'custom', id }, context.signal)).toHaveLength(1)
  } finally {
    await emulator.close()
  }
})

test('a character at an address is stored without an upload', async () => {
  const { service, context } = start()
  const order = { model: 'https://models.test/hero.fbx', name: 'Hero', createThumbnail: true }
  expect(await uploadCharacter.run(order, context)).toMatchObject({ id: 'new' })
  expect(service.sent.filter(({ url }) => !url.pathname.includes('auth'))).toMatchObject([
    { method: 'POST', body: { modelUrl: order.model, modelName: 'Hero', createThumb: 1 } },
  ])
})

test.each([
  [{ model: 'movie' }, 'model', /named \.fbx, \.glb, \.gltf or \.vrm/],
  [{ model: 'unknown' }, 'model', /complete upload of yours/],
  [{ model: 'hero', thumbnail: 'hero' }, 'thumbnail', /PNG or JPEG/],
])(
  'files that SayMotion does not take are refused before anything is sent: %j',
  async (order, path, message) => {
    const { service, context } = start()
    expect(await refusalOf(uploadCharacter.run({ name: 'Hero', ...order }, context))).toMatchObject({
      code: 'invalid-input',
      issues: [{ path, message: expect.stringMatching(message) }],
    })
    expect(service.sent).toEqual([])
  },
)

test.each([
  [{ model: 'http://models.test/hero.fbx' }, 'model'],
  [{ model: 'https://me:secret@models.test/hero.fbx' }, 'model'],
  [{ model: 'file:///etc/passwd' }, 'model'],
  [{ model: '' }, 'model'],
  [{ name: '' }, 'name'],
  [{ name: 'a\nb' }, 'name'],
  [{ thumbnail: 'https://models.test/hero.png' }, 'thumbnail'],
  [{ createThumbnail: 1 }, 'createThumbnail'],
])('an input is refused by the name of its field: %j', async (change, path) => {
  const { issues } = await uploadCharacter.input['~standard'].validate({
    model: 'hero',
    name: 'Hero',
    ...change,
  })
  expect(issues).toMatchObject([{ path: [path] }])
})

test.each([
  ['elsewhere', 'https://evil.test/steal'],
  ['nowhere', undefined],
])('a signed address that leads %s gets no file', async (_, modelUrl) => {
  const { service, context } = start()
  service.on('/character/v1/getModelUploadUrl', json({ modelUrl }))
  expect(await refusalOf(uploadCharacter.run({ model: 'hero', name: 'Hero' }, context))).toMatchObject({
    code: 'provider-protocol',
  })
  expect(service.sent.every(({ url }) => url.host === 'say.test')).toBe(true)
  expect(service.to('/character/v1/storeModel')).toEqual([])
})

test('what SayMotion does not say of a new character is null', async () => {
  const { service, context } = start()
  service.on('/character/v1/storeModel', json({ modelId: 'new', faceDataType: 'x' }))
  const order = { model: 'https://models.test/hero.fbx', name: 'Hero' }
  expect(await uploadCharacter.run(order, context)).toEqual({
    id: 'new',
    faceTracking: null,
    handTracking: null,
  })
})
