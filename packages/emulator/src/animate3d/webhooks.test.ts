import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Animate3dApi, connectAnimate3d, footage } from '../../test/animate3d-api.ts'
import { createManualClock } from '../clock.ts'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { Animate3dModes } from './modes.ts'

interface Endpoint {
  readonly id: string
  readonly url: string
}

const clock = createManualClock()
const clip = footage(0.5)
let emulator: Emulator
let api: Animate3dApi
let server: Server
let listener: string
let heard: { readonly signature: unknown; readonly body: string }[]

const restart = async (animate3d: Partial<Animate3dModes>) => {
  await emulator.close()
  emulator = await createEmulator({ clock, modes: { animate3d } })
  api = await connectAnimate3d(emulator)
}
const register = (url: string, events = ['job.completed']) =>
  api.post<Endpoint>('/webhook_endpoints', { url, events })
const event = (taskId: string, status: string) => ({
  signature: emulator.credentials.animate3d.clientId,
  body: JSON.stringify({ eventType: 'job.completed', data: { taskId, status } }),
})

beforeEach(async () => {
  heard = []
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      heard.push({ signature: request.headers['x-deepmotion-signature'], body })
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  listener = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  emulator = await createEmulator({ clock })
  api = await connectAnimate3d(emulator)
})
afterEach(async () => {
  await emulator.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

describe('a webhook endpoint', () => {
  it('is made, read, listed, changed and deleted', async () => {
    const made = await register('https://hooks.example.com/a')
    expect(made).toEqual({
      id: made.id,
      object: 'webhook_endpoint',
      url: 'https://hooks.example.com/a',
      events: ['job.completed'],
    })
    expect(await api.get(`/webhook_endpoints/${made.id}`)).toEqual(made)
    const changed = await api.post(`/webhook_endpoints/${made.id}`, { url: listener, events: [] })
    expect(changed).toMatchObject({ id: made.id, url: listener, events: [] })
    expect(await api.get('/webhook_endpoints')).toEqual({ count: 1, endpoints: [changed] })
    const gone = await api.fetch(`/webhook_endpoints/${made.id}`, { method: 'DELETE' })
    expect(await gone.json()).toEqual({ id: made.id, object: 'webhook_endpoint', deleted: true })
    expect((await api.fetch(`/webhook_endpoints/${made.id}`)).status).toBe(404)
  })

  it('is refused without an address or a list of events', async () => {
    await expect(register('ftp://example.com')).rejects.toThrow('400')
    await expect(api.post('/webhook_endpoints', { url: listener })).rejects.toThrow('400')
  })

  it('is told when a job succeeds, and when one fails', async () => {
    await register(listener)
    await register(listener, ['job.other'])
    const good = await api.start({ url: await api.upload(clip) })
    const bad = await api.start({ url: await api.upload(clip) }, ['model=nobody'])
    clock.advance(100_000)
    await vi.waitFor(() => expect(heard).toHaveLength(2))
    expect(heard).toEqual(expect.arrayContaining([event(good, 'success'), event(bad, 'failure')]))
  })

  it('is told twice, or never, where the modes say so', async () => {
    await restart({ webhookDeliveries: 2 })
    await register(listener)
    const rid = await api.start({ url: await api.upload(clip) })
    clock.advance(100_000)
    await vi.waitFor(() => expect(heard).toEqual([event(rid, 'success'), event(rid, 'success')]))
  })

  it('is told of a job that a snapshot held, and not again of one that had ended', async () => {
    await register(listener)
    await api.start({ url: await api.upload(clip) })
    clock.advance(100_000)
    await vi.waitFor(() => expect(heard).toHaveLength(1))
    const running = await api.start({ url: await api.upload(clip) })
    const state = structuredClone(emulator.snapshot())
    await emulator.close()
    emulator = await createEmulator({ clock, state })
    clock.advance(100_000)
    await vi.waitFor(() => expect(heard).toHaveLength(2))
    expect(heard[1]).toEqual(event(running, 'success'))
  })

  it('elsewhere is never called', async () => {
    const calls = vi.spyOn(globalThis, 'fetch')
    await register('https://hooks.example.com/a')
    await register(listener)
    await api.start({ url: await api.upload(clip) })
    clock.advance(100_000)
    await vi.waitFor(() => expect(heard).toHaveLength(1))
    expect(calls.mock.calls.map(([url]) => String(url))).not.toContain('https://hooks.example.com/a')
    calls.mockRestore()
  })
})
