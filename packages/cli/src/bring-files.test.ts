import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { UploadStore } from '@onetake/core'
import { createFileUploads } from '@onetake/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bringFiles } from './bring-files.ts'

let folder: string
let uploads: UploadStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onetake-files-'))
  uploads = createFileUploads(join(folder, 'uploads'))
  await writeFile(join(folder, 'face=1.png'), '\u0089PNG')
})
afterEach(() => rm(folder, { recursive: true }))

const uploaded = () => readdir(join(folder, 'uploads')).catch(() => [])

describe('bringFiles', () => {
  it('puts the id of the upload in the place of a file', async () => {
    const [word = ''] = await bringFiles([`image=@${join(folder, 'face=1.png')}`], uploads)
    const [, id = ''] = /^image=([A-Za-z0-9_-]{1,64})$/.exec(word) ?? []
    const file = await uploads.open(id, 'terminal')
    expect(file).toMatchObject({ name: 'face=1.png', bytes: 5 })
    expect(await new Response(file.stream()).text()).toBe('\u0089PNG')
  })

  it.each(['prompt=hello', 'mail=ann@home', 'list=["@face.png"]', 'prompt=', 'prompt', 'prompt= @x'])(
    'leaves %j alone',
    async (word) => {
      expect(await bringFiles([word], uploads)).toEqual([word])
      expect(await uploaded()).toEqual([])
    },
  )

  it('takes two @ for one that is meant', async () => {
    const words = ['prompt=@@home', 'prompt=@@@home', 'prompt=@@']
    expect(await bringFiles(words, uploads)).toEqual(['prompt=@home', 'prompt=@@home', 'prompt=@'])
  })

  it.each([
    ['that is not there', 'none.png', /image: there is no file/],
    ['that is a folder', 'folder', /image: .* is no file/],
    ['without a name', null, /image: there is no file ""/],
  ])('copies nothing when there is a file %s', async (_, name, reason) => {
    await mkdir(join(folder, 'folder'))
    const good = `face=@${join(folder, 'face=1.png')}`
    const bad = `image=@${name === null ? '' : join(folder, name)}`
    await expect(bringFiles([good, bad], uploads)).rejects.toMatchObject({
      code: 2,
      message: expect.stringMatching(reason),
    })
    expect(await uploaded()).toEqual([])
  })
})
