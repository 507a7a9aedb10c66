import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFileArtifacts } from './file-artifacts.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onetake-'))
})
afterEach(() => rm(folder, { recursive: true }))

const streamOf = (text: string) => new Blob([text]).stream()
const textOf = async (stream: Promise<ReadableStream<Uint8Array>>) => new Response(await stream).text()

describe('artifacts in a folder', () => {
  it('are read back whole, and in part', async () => {
    const artifacts = createFileArtifacts(folder)
    await artifacts.write('job/0', streamOf('abcdef'))
    expect(await textOf(artifacts.read('job/0'))).toBe('abcdef')
    expect(await textOf(artifacts.read('job/0', { start: 1, end: 3 }))).toBe('bcd')
  })

  it('appear only when they are complete, and a file that breaks off leaves nothing', async () => {
    const artifacts = createFileArtifacts(folder)
    let isSent = false
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (isSent) controller.error(new Error('cut'))
        else controller.enqueue(new TextEncoder().encode('half'))
        isSent = true
      },
    })
    await expect(artifacts.write('job/0', broken)).rejects.toThrow('cut')
    expect(await readdir(join(folder, 'job'))).toEqual([])
    await expect(artifacts.read('job/0')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('say that they could not be stored, where the folder is none', async () => {
    await writeFile(join(folder, 'job'), 'a file in the way')
    await expect(createFileArtifacts(folder).write('job/0', streamOf('x'))).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('stored'),
    })
  })

  it.each(['../secret', 'job/../../secret', '/etc/passwd', ''])('stay in their folder: %j', async (key) => {
    const artifacts = createFileArtifacts(join(folder, 'inside'))
    await expect(artifacts.write(key, streamOf('x'))).rejects.toMatchObject({ code: 'not-found' })
    await expect(artifacts.read(key)).rejects.toMatchObject({ code: 'not-found' })
  })
})
