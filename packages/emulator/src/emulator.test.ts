import { connect as dial } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { basic, connect, fileUrl, MODEL, signIn, WAVE } from '../test/api.ts'
import { createManualClock } from './clock.ts'
import { createEmulator, type Emulator, type EmulatorOptions } from './emulator.ts'
import type { EmulatorState } from './state.ts'

const running: Emulator[] = []
const start = async (options: EmulatorOptions = {}) => {
  const emulator = await createEmulator(options)
  running.push(emulator)
  return emulator
}
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.close()
})

describe('createEmulator', () => {
  it('listens where only this machine can reach it', async () => {
    await expect(createEmulator({ host: '0.0.0.0' })).rejects.toThrow('loopback only')
    const emulator = await start({ host: '127.0.0.1' })
    expect(emulator.urls.saymotion).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/saymotion$/)
  })

  it('serves one service alone at the root of the port, as the real one is', async () => {
    const { urls } = await start({ only: 'saymotion' })
    expect(new URL(urls.saymotion).pathname).toBe('/')
    expect((await fetch(`${urls.saymotion}/account/v1/creditBalance`)).status).toBe(401)
    expect((await fetch(`${urls.saymotion}/storage/files/nothing`)).status).toBe(403)
  })

  it('says that a port is taken', async () => {
    const port = Number(new URL((await start()).urls.saymotion).port)
    await expect(createEmulator({ port })).rejects.toThrow('EADDRINUSE')
  })

  it('closes with connections open, busy and idle, and twice', async () => {
    const emulator = await start({ clock: createManualClock() })
    const api = await connect(emulator)
    emulator.faults.add({ route: 'saymotion.credits', kind: 'delay', seconds: 60 })
    const waiting = api.get('/account/v1/creditBalance')
    const idle = dial(Number(new URL(emulator.urls.saymotion).port), '127.0.0.1')
    await new Promise((resolve) => idle.once('connect', resolve))
    await api.get('/job/v1/list')
    const closed = new Promise((resolve) => idle.once('close', resolve))
    await Promise.all([emulator.close(), emulator.close()])
    await expect(waiting).rejects.toThrow('fetch failed')
    await closed
    await expect(fetch(emulator.urls.saymotion)).rejects.toThrow('fetch failed')
  })

  it('answers an unknown path and a wrong method in the service’s own words', async () => {
    const { urls } = await start()
    const unknown = await fetch(`${urls.saymotion}/job/v2/list`)
    expect([unknown.status, await unknown.json()]).toEqual([404, { message: 'Not found' }])
    const wrong = await fetch(`${urls.saymotion}/account/v1/auth`, { method: 'POST' })
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET'])
    expect((await fetch(new URL('/elsewhere', urls.saymotion))).status).toBe(404)
  })
})

describe('the same seed and the same calls', () => {
  const run = async (seed: number) => {
    const clock = createManualClock()
    const emulator = await start({ seed, clock })
    const api = await connect(emulator)
    const rid = await api.start(WAVE)
    clock.advance(60_000)
    const rerun = await api.start([`t2m_rid=${rid}`, `model=${MODEL}`, 'rerunRequest={"rerun": 1}'])
    clock.advance(60_000)
    const files = []
    for (const id of [rid, rerun]) {
      const answer = await fetch(fileUrl((await api.download(id))[0], 'bvh'))
      files.push(await answer.text())
    }
    return { cookie: await signIn(emulator), rids: [rid, rerun], files }
  }

  it('give the same ids and the same bytes, and another seed gives others', async () => {
    const [one, again, other] = [await run(7), await run(7), await run(8)]
    expect(again).toEqual(one)
    expect(one.files[0]).not.toBe(one.files[1])
    expect(other.rids).not.toEqual(one.rids)
    expect(other.files[0]).not.toBe(one.files[0])
  })
})

describe('a snapshot', () => {
  it('lets another process go on in the middle of a job', async () => {
    const clock = createManualClock()
    const first = await start({ seed: 5, clock, modes: { saymotion: { jobSeconds: 20 } } })
    const api = await connect(first)
    const cookie = await signIn(first)
    const urls = await api.get<{ modelUrl: string }>(
      '/character/v1/getModelUploadUrl?modelExt=glb&resumable=0',
    )
    await fetch(urls.modelUrl, { method: 'PUT', body: 'glTF of mine' })
    const { modelId } = await api.post<{ modelId: string }>('/character/v1/storeModel', urls)
    const rid = await api.start(['prompt=a person walks', `model=${modelId}`])
    clock.advance(12_000)
    const before = await api.status(rid)
    const state: EmulatorState = JSON.parse(JSON.stringify(first.snapshot()))
    const third = await api.start(WAVE)
    await first.close()

    const later = createManualClock(state.at)
    const second = await start({ state, clock: later })
    const get = async (path: string) =>
      (await fetch(`${second.urls.saymotion}${path}`, { headers: { cookie } })).json()
    expect(await get(`/job/v1/status/${rid}`)).toEqual({ count: 1, status: before })
    later.advance(10_000)
    expect(await get(`/job/v1/status/${rid}`)).toMatchObject({ status: [{ status: 'SUCCESS' }] })
    const { list } = (await get(`/character/v1/listModels?modelId=${modelId}`)) as { list: { glb: string }[] }
    expect(await (await fetch(list[0]?.glb ?? '')).text()).toBe('glTF of mine')
    const other = await connect(second)
    expect(await other.start(WAVE)).toBe(third)
  })

  it('goes on at its own instant on a clock of its own', async () => {
    const first = await start({ clock: createManualClock(Date.UTC(2031, 0, 1)) })
    const second = await start({ state: first.snapshot(), speed: 0 })
    expect(second.clock.now()).toBe(Date.UTC(2031, 0, 1))
  })
})

describe('the journal', () => {
  it('tells every request and its answer, in order', async () => {
    const emulator = await start({ clock: createManualClock(1000) })
    const api = await connect(emulator)
    emulator.faults.add({ route: 'saymotion.process', kind: 'drop-reply' })
    await expect(api.start(WAVE)).rejects.toThrow('fetch failed')
    await api.get('/job/v1/list/SUCCESS,FAILURE/text2motion')
    expect(emulator.journal.entries()).toEqual([
      expect.objectContaining({ number: 1, route: 'saymotion.auth', credentials: 'basic', status: 200 }),
      expect.objectContaining({ number: 2, method: 'POST', status: null, faults: ['drop-reply'] }),
      {
        number: 3,
        method: 'GET',
        path: '/saymotion/job/v1/list/SUCCESS,FAILURE/text2motion',
        at: 1000,
        route: 'saymotion.list',
        credentials: 'cookie',
        faults: [],
        status: 200,
      },
    ])
    expect(emulator.journal.count({ route: 'saymotion.process', status: null })).toBe(1)
  })

  it('holds no password, cookie, signature or upload id', async () => {
    const emulator = await start()
    const api = await connect(emulator)
    const cookie = await signIn(emulator)
    const { modelUrl } = await api.get<{ modelUrl: string }>('/character/v1/getModelUploadUrl')
    const begun = await fetch(modelUrl, { method: 'POST', headers: { 'x-goog-resumable': 'start' } })
    const location = begun.headers.get('location') ?? ''
    await fetch(location, { method: 'PUT', body: 'x' })
    const written = JSON.stringify(emulator.journal.entries())
    const { clientSecret } = emulator.credentials.saymotion
    const secrets = [
      clientSecret,
      basic(emulator).slice(6),
      cookie.slice(7),
      new URL(modelUrl).searchParams.get('signature'),
      new URL(location).searchParams.get('upload_id'),
    ]
    for (const secret of secrets) {
      expect(secret).toBeTruthy()
      expect(written).not.toContain(secret)
    }
    expect(emulator.journal.count({ route: 'storage.resume', status: 200 })).toBe(1)
  })
})
