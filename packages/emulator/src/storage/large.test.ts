import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Api, connect } from '../../test/api.ts'
import { createEmulator, type Emulator } from '../emulator.ts'

const MIB = 1024 * 1024
/** Above the size at which contents go to disk, and no whole number of pieces. */
const whole = Uint8Array.from({ length: 17 * MIB + 12_345 }, (_, index) => (index * 31 + (index >> 16)) % 251)
const sha256 = createHash('sha256').update(whole).digest('hex')

let emulator: Emulator
let api: Api
let folder: string

const onDisk = () => readdirSync(folder)

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'onetake-test-'))
  vi.stubEnv('TMPDIR', folder)
  emulator = await createEmulator()
  api = await connect(emulator)
})
afterEach(async () => {
  await emulator.close()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

async function uploadUrl(resumable: 0 | 1): Promise<string> {
  const query = `name=hero&modelExt=glb&resumable=${resumable}`
  return (await api.get<{ modelUrl: string }>(`/character/v1/getModelUploadUrl?${query}`)).modelUrl
}

/** A link to what was uploaded. */
async function linkOf(modelUrl: string): Promise<string> {
  const { modelId } = await api.post<{ modelId: string }>('/character/v1/storeModel', { modelUrl })
  const models = await api.get<{ list: { glb: string }[] }>(`/character/v1/listModels?modelId=${modelId}`)
  return models.list[0]?.glb ?? ''
}

describe('a large upload', () => {
  it('lies on disk until the emulator closes', async () => {
    const url = await uploadUrl(0)
    expect((await fetch(url, { method: 'PUT', body: whole })).status).toBe(200)
    expect(onDisk()).toHaveLength(1)
    const answer = await fetch(await linkOf(url))
    expect(answer.headers.get('etag')).toBe(`"${sha256}"`)
    expect(answer.headers.get('content-length')).toBe(String(whole.byteLength))
    expect(Buffer.from(await answer.arrayBuffer()).equals(whole)).toBe(true)
    await emulator.close()
    expect(onDisk()).toEqual([])
  })

  it('is read in ranges, and HEAD tells its size', async () => {
    const url = await uploadUrl(0)
    await fetch(url, { method: 'PUT', body: whole })
    const link = await linkOf(url)
    const part = await fetch(link, { headers: { range: 'bytes=16777000-16778000' } })
    expect(part.status).toBe(206)
    expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(16_777_000, 16_778_001))).toBe(true)
    const head = await fetch(link, { method: 'HEAD' })
    expect(head.headers.get('content-length')).toBe(String(whole.byteLength))
  })

  it('is cut short by a fault like any other', async () => {
    const url = await uploadUrl(0)
    await fetch(url, { method: 'PUT', body: whole })
    emulator.faults.add({ route: 'storage.file', kind: 'truncate' })
    const answer = await fetch(await linkOf(url))
    await expect(answer.arrayBuffer()).rejects.toThrow('terminated')
  })

  it('arrives in chunks, of which the second is sent twice', async () => {
    const url = await uploadUrl(1)
    const begun = await fetch(url, { method: 'POST', headers: { 'x-goog-resumable': 'start' } })
    const session = begun.headers.get('location') ?? ''
    const size = whole.byteLength
    const put = (first: number, end: number) =>
      fetch(session, {
        method: 'PUT',
        body: whole.subarray(first, end),
        headers: { 'content-range': `bytes ${first}-${end - 1}/${size}` },
      })
    expect((await put(0, 8 * MIB)).headers.get('range')).toBe(`bytes=0-${8 * MIB - 1}`)
    expect((await put(8 * MIB, 17 * MIB)).headers.get('range')).toBe(`bytes=0-${17 * MIB - 1}`)
    expect((await put(8 * MIB, 17 * MIB)).headers.get('range')).toBe(`bytes=0-${17 * MIB - 1}`)
    expect((await put(17 * MIB, size)).status).toBe(200)
    const answer = await fetch(await linkOf(url))
    expect(Buffer.from(await answer.arrayBuffer()).equals(whole)).toBe(true)
  })

  it('that nobody finishes goes with the emulator too', async () => {
    const url = await uploadUrl(1)
    const begun = await fetch(url, { method: 'POST', headers: { 'x-goog-resumable': 'start' } })
    await fetch(begun.headers.get('location') ?? '', {
      method: 'PUT',
      body: whole,
      headers: { 'content-range': `bytes 0-${whole.byteLength - 1}/*` },
    })
    expect(onDisk()).toHaveLength(1)
    await emulator.close()
    expect(onDisk()).toEqual([])
  })
})
