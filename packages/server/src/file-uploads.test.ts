import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testUploadStore } from '@onetake/core/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFileUploads } from './file-uploads.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onetake-uploads-'))
})
afterEach(() => rm(folder, { recursive: true }))

const streamOf = (text: string) => new Blob([text]).stream()

testUploadStore('a folder', () => {
  let now = 1_000_000_000_000
  const open = () => createFileUploads(folder, { now: () => now, keepForMs: 1_000 })
  return { store: open(), reopen: open, outlive: () => void (now += 1_000) }
})

describe('uploads in a folder', () => {
  it('leave nothing behind when they go', async () => {
    const uploads = createFileUploads(folder)
    await uploads.create({ id: 'a', owner: 'ann', name: 'x', bytes: 3 })
    await uploads.append('a', 'ann', 0, streamOf('abc'))
    expect((await readdir(folder)).toSorted()).toEqual(['a.bytes', 'a.json'])
    await uploads.remove('a', 'ann')
    expect(await readdir(folder)).toEqual([])
  })

  it('clear away what a crash has left of a beginning', async () => {
    let now = Date.now()
    const uploads = createFileUploads(folder, { now: () => now, keepForMs: 60_000 })
    await writeFile(join(folder, 'a.bytes'), '')
    await writeFile(join(folder, 'a.json.part'), '{"id":"a","ow')
    expect(await uploads.get('a', 'ann')).toBeNull()
    expect(await uploads.create({ id: 'a', owner: 'ann', name: 'x', bytes: 1 })).toBe(true)
    await writeFile(join(folder, 'b.bytes'), '')
    now += 120_000
    await uploads.expire(async () => false)
    expect(await readdir(folder)).toEqual([])
  })

  it('do not go while they are being written, however slowly', async () => {
    let now = 1_000_000_000_000
    const uploads = createFileUploads(folder, { now: () => now, keepForMs: 1_000 })
    await uploads.create({ id: 'a', owner: 'ann', name: 'x', bytes: 3 })
    const slow = new TransformStream<Uint8Array, Uint8Array>()
    const writing = uploads.append('a', 'ann', 0, slow.readable)
    const writer = slow.writable.getWriter()
    await writer.write(new Uint8Array(1))
    now += 5_000
    await uploads.expire(async () => false)
    await writer.write(new Uint8Array(2))
    await writer.close()
    expect(await writing).toMatchObject({ receivedBytes: 3 })
  })

  it('say that they could not be stored, where the folder is none', async () => {
    await writeFile(join(folder, 'file'), '')
    const uploads = createFileUploads(join(folder, 'file'))
    await expect(uploads.create({ id: 'a', owner: 'ann', name: 'x', bytes: 1 })).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('stored'),
    })
  })
})
