import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JobRecord } from '@onetake/core'
import { testJobStore } from '@onetake/core/testing'
import { afterEach, expect, it } from 'vitest'
import { createFileStore } from './file-store.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

async function newPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'onetake-'))
  folders.push(folder)
  return join(folder, 'state', 'jobs.json')
}

testJobStore('file', async () => createFileStore(await newPath()))

const record: JobRecord = {
  job: { id: 'a', operation: 'scripted.make', seq: 0, createdAt: 1, updatedAt: 1, status: 'pending' },
  owner: 'ann',
  input: { prompt: 'x' },
  fingerprint: 'f',
  cancelRequested: false,
  exclusive: null,
  submittedAt: null,
  ref: { rid: 'r-1' },
  delivery: null,
}

it('is there again for the next process, with its history', async () => {
  const path = await newPath()
  await (await createFileStore(path)).put(record, null)
  const next = await createFileStore(path)
  expect(await next.get('a')).toEqual(record)
  expect(await next.history('a')).toEqual([record.job])
  expect(await next.put({ ...record, owner: 'late' }, null)).toBe(false)
})

it('can be read by nobody else', async () => {
  const path = await newPath()
  await (await createFileStore(path)).put(record, null)
  expect((await stat(path)).mode & 0o077).toBe(0)
})

it('does not overwrite a file that it cannot read', async () => {
  const path = await newPath()
  await (await createFileStore(path)).put(record, null)
  await writeFile(path, '[{"rec')
  await expect(createFileStore(path)).rejects.toThrow(SyntaxError)
})

it('is refused to a second process while the first one lives', async () => {
  const path = await newPath()
  await createFileStore(path)
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await writeFile(`${path}.lock`, String(other.pid))
  await expect(createFileStore(path)).rejects.toMatchObject({ code: 'conflict' })
  other.kill('SIGKILL')
  await once(other, 'exit')
  await expect(createFileStore(path)).resolves.toBeDefined()
})

it('keeps nothing in memory that could not be written', async () => {
  const path = await newPath()
  const store = await createFileStore(path)
  await mkdir(`${path}.part`)
  await expect(store.put(record, null)).rejects.toMatchObject({ code: 'EISDIR' })
  expect(await store.get('a')).toBeNull()
  await rm(`${path}.part`, { recursive: true })
  expect(await store.put(record, null)).toBe(true)
})
