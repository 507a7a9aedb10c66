import { json, refusalOf } from '@onetake/provider-kit/testing'
import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { downloads, lent, scriptedAnimate3D } from '../../test/animate3d.ts'
import { download } from './download.ts'

const FBX = new TextEncoder().encode('Kaydara FBX Binary  \0')
const ZIP = new Uint8Array(zipSync({ 'clip.fbx': FBX }))
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())

function start(group: string, type: string) {
  const service = scriptedAnimate3D()
  service.on('/download/a', json(downloads('a', { [group]: [type] })))
  const link = `https://storage.googleapis.com/b/${group}.${type}`
  return { service, link, run: () => download({ rid: 'a', group, type }, lent(service)) }
}

test('a file is fetched from a fresh link, without cookie or key', async () => {
  const { service, link, run } = start('clip', 'glb')
  service.on(link, new Response('glTF'))
  expect(await (await run()).text()).toBe('glTF')
  await run()
  expect(service.to('/download/a')).toHaveLength(2)
  expect([...(service.to('/b/clip.glb')[0]?.headers ?? [])]).toEqual([['accept-encoding', 'identity']])
})

test('a link that has expired is asked for once more', async () => {
  const { service, link, run } = start('clip', 'glb')
  service.on(link, new Response('', { status: 403 }), new Response('glTF'))
  expect(await (await run()).text()).toBe('glTF')
  service.on(link, new Response('', { status: 403 }))
  expect(await refusalOf(run())).toMatchObject({ code: 'provider-unavailable' })
  expect(service.to('/download/a')).toHaveLength(4)
})

test('a file that is no longer listed is not found', async () => {
  const { service, run } = start('clip', 'glb')
  service.on('/download/a', json(downloads('a', { clip: ['bvh'] })))
  expect(await refusalOf(run())).toMatchObject({ code: 'not-found' })
})

test('the fbx of a person is unpacked, the archive of all stays an archive', async () => {
  const person = start('clip_001', 'fbx')
  person.service.on(person.link, () => new Response(ZIP))
  expect(await bytesOf(await person.run())).toEqual(FBX)
  const all = start('all_characters', 'fbx')
  all.service.on(all.link, () => new Response(ZIP))
  expect(await bytesOf(await all.run())).toEqual(ZIP)
})
