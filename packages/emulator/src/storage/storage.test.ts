import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, connect } from '../../test/api.ts'
import { createManualClock } from '../clock.ts'
import { createEmulator, type Emulator } from '../emulator.ts'

const clock = createManualClock()
const whole = Uint8Array.from({ length: 700_000 }, (_, index) => (index * 31) % 251)
let emulator: Emulator
let api: Api

beforeAll(async () => {
  emulator = await createEmulator({ clock })
  api = await connect(emulator)
})
afterAll(() => emulator.close())

const uploadUrl = async (resumable: 0 | 1) =>
  (
    await api.get<{ modelUrl: string }>(
      `/character/v1/getModelUploadUrl?name=my%20hero&modelExt=GLB&resumable=${resumable}&fileSize=1`,
    )
  ).modelUrl

async function begin(url: string): Promise<string> {
  // The content type is one that an official client sends along although there is no body.
  const headers = { 'x-goog-resumable': 'start', 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await fetch(url, { method: 'POST', headers })
  expect(answer.status).toBe(201)
  return answer.headers.get('location') ?? ''
}

const put = (url: string, body: Uint8Array<ArrayBuffer>, contentRange?: string) =>
  fetch(url, { method: 'PUT', body, headers: contentRange ? { 'content-range': contentRange } : {} })
const ask = (url: string) => put(url, new Uint8Array(), `bytes */${whole.byteLength}`)

/** Whether the character stored from this URL has the whole content. */
async function isStored(url: string): Promise<boolean> {
  const { modelId } = await api.post<{ modelId: string }>('/character/v1/storeModel', { modelUrl: url })
  const models = await api.get<{ list: { glb: string }[] }>(`/character/v1/listModels?modelId=${modelId}`)
  const answer = await fetch(models.list[0]?.glb ?? '')
  return Buffer.from(await answer.arrayBuffer()).equals(whole)
}

describe('a plain upload', () => {
  it('is one PUT without cookie or password', async () => {
    const url = await uploadUrl(0)
    expect((await put(url, whole)).status).toBe(200)
    expect(await isStored(url)).toBe(true)
  })

  it('is refused without its signature, after its time, and as the other kind', async () => {
    const url = await uploadUrl(0)
    expect((await put(url.replace(/signature=..../, 'signature=0000'), whole)).status).toBe(403)
    expect((await fetch(url, { method: 'POST', headers: { 'x-goog-resumable': 'start' } })).status).toBe(403)
    expect((await put(await uploadUrl(1), whole)).status).toBe(403)
    clock.advance(3_600_000)
    expect((await put(url, whole)).status).toBe(403)
    api = await connect(emulator)
  })
})

describe('a resumable upload', () => {
  it('is a POST and a PUT, and shows under the URL that was signed', async () => {
    const url = await uploadUrl(1)
    expect((await put(await begin(url), whole)).status).toBe(200)
    expect(await isStored(url)).toBe(true)
  })

  it('takes chunks and says what it has', async () => {
    const url = await uploadUrl(1)
    const session = await begin(url)
    const size = whole.byteLength
    expect((await ask(session)).headers.get('range')).toBeNull()
    const first = await put(session, whole.slice(0, 524_288), `bytes 0-524287/${size}`)
    expect([first.status, first.headers.get('range')]).toEqual([308, 'bytes=0-524287'])
    expect((await put(session, whole.slice(600_000), `bytes 600000-${size - 1}/${size}`)).status).toBe(400)
    const last = await put(session, whole.slice(524_288), `bytes 524288-${size - 1}/${size}`)
    expect(last.status).toBe(200)
    expect((await ask(session)).status).toBe(200)
    expect(await isStored(url)).toBe(true)
  })

  it('goes on after the line broke within a chunk', async () => {
    const url = await uploadUrl(1)
    const session = await begin(url)
    await cutAfter(session, whole.subarray(0, 600_000))
    const asked = await ask(session)
    expect([asked.status, asked.headers.get('range')]).toEqual([308, 'bytes=0-524287'])
    const size = whole.byteLength
    expect((await put(session, whole.slice(524_288), `bytes 524288-${size - 1}/${size}`)).status).toBe(200)
    expect(await isStored(url)).toBe(true)
  })

  it('does not know a session that nobody began', async () => {
    const session = await begin(await uploadUrl(1))
    expect((await put(session.replace(/upload_id=.{4}/, 'upload_id=0000'), whole)).status).toBe(404)
  })
})

/** Promise the whole body, send a part, break the line, and wait until the server has noticed. */
async function cutAfter(url: string, part: Uint8Array): Promise<void> {
  const headers = { 'content-length': whole.byteLength }
  emulator.journal.clear()
  const upload = request(url, { method: 'PUT', headers })
  await new Promise<void>((resolve) => {
    upload.on('error', () => resolve())
    upload.write(part, () => upload.destroy())
    upload.on('close', () => resolve())
  })
  const noticed = () => emulator.journal.count({ route: 'storage.resume', status: 308 }) > 0
  while (!noticed()) await new Promise((resolve) => setTimeout(resolve, 1))
}
