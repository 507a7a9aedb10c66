import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Api, connect } from '../../test/api.ts'
import { createManualClock } from '../clock.ts'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { SayMotionModes } from './modes.ts'

const clock = createManualClock()
let emulator: Emulator
let api: Api

interface Model {
  readonly id: string
  readonly name: string
  readonly platform: string
  readonly thumb: string | null
  readonly glb: string
}

const restart = async (saymotion: Partial<SayMotionModes>) => {
  await emulator.close()
  emulator = await createEmulator({ clock, modes: { saymotion } })
  api = await connect(emulator)
}
const list = async (query = '') =>
  (await api.get<{ list: readonly Model[] }>(`/character/v1/listModels${query}`)).list
const store = (body: object) => api.post<{ modelId: string }>('/character/v1/storeModel', body)
const uploadUrl = async () =>
  (await api.get<{ modelUrl: string }>('/character/v1/getModelUploadUrl?modelExt=fbx&resumable=0')).modelUrl

beforeEach(async () => {
  emulator = await createEmulator({ clock })
  api = await connect(emulator)
})
afterEach(() => emulator.close())

describe('a list of characters', () => {
  it('holds stock models only where they are asked for', async () => {
    expect(await list()).toEqual([])
    expect(new Set((await list('?stockModel=all')).map((model) => model.platform))).toEqual(
      new Set(['deepmotion', 'roblox']),
    )
    expect((await list('?stockModel=roblox')).map((model) => model.platform)).toEqual(['roblox'])
  })

  it('holds no stock model of a platform that there is none of', async () => {
    await store({ modelUrl: 'https://example.com/a.fbx', modelName: 'Mine' })
    for (const query of ['?stockModel=bogus', '?stockModel='])
      expect((await list(query)).map((model) => model.name)).toEqual(['Mine'])
  })

  it('finds by id and by a part of the name', async () => {
    const { modelId } = await store({ modelUrl: 'https://example.com/a.fbx', modelName: 'Green Knight' })
    expect((await list(`?stockModel=all&modelId=${modelId}`)).map((model) => model.name)).toEqual([
      'Green Knight',
    ])
    expect((await list('?stockModel=all&searchToken=knight')).length).toBe(1)
  })

  it('has models and pictures that answer', async () => {
    for (const { glb, thumb } of await list('?stockModel=all')) {
      expect((await fetch(glb)).headers.get('content-type')).toBe('model/gltf-binary')
      expect((await fetch(thumb ?? '')).headers.get('content-type')).toBe('image/png')
    }
  })

  it('is a bare array with capital ids in the shape of the document', async () => {
    await restart({ characterList: 'document' })
    const models = await api.get<Record<string, unknown>[]>('/character/v1/listModels?stockModel=deepmotion')
    expect(models.map((model) => [typeof model['Id'], model['id']])).toEqual([
      ['string', undefined],
      ['string', undefined],
    ])
  })
})

describe('storing a character', () => {
  it('takes null fields for absent ones, and any http URL', async () => {
    await store({ modelUrl: 'https://example.com/hero.fbx', modelId: null, thumbUrl: null, createThumb: 0 })
    expect(await list()).toMatchObject([{ name: 'Unnamed Model', platform: 'custom', thumb: null }])
    await expect(store({ modelUrl: 'file:///etc/hosts' })).rejects.toThrow('400')
    await expect(store({ modelName: 'Nothing' })).rejects.toThrow('400')
  })

  it('changes a model that is named by its id', async () => {
    const { modelId } = await store({ modelUrl: 'https://example.com/hero.fbx', modelName: 'Hero' })
    clock.advance(1000)
    expect((await store({ modelId, modelName: 'Heroine', createThumb: 1 })).modelId).toBe(modelId)
    const [model] = await list()
    expect([model?.name, typeof model?.thumb]).toEqual(['Heroine', 'string'])
    await expect(store({ modelId: 'nobody', modelName: 'X' })).rejects.toThrow('404')
  })

  it('before its upload makes jobs fail, or is refused in the strict mode', async () => {
    const { modelId } = await store({ modelUrl: await uploadUrl() })
    const rid = await api.start(['prompt=walks', `model=${modelId}`])
    clock.advance(100_000)
    expect((await api.status(rid))[0]?.details).toMatchObject({ exc_message: ['901'] })
    await restart({ storeModel: 'strict' })
    await expect(store({ modelUrl: await uploadUrl() })).rejects.toThrow('400')
  })
})
