import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createManualClock } from '../clock.ts'
import { createEmulator, type Emulator } from '../emulator.ts'

let emulator: Emulator
const clock = createManualClock(0)

beforeEach(async () => {
  emulator = await createEmulator({ clock })
})
afterEach(() => emulator.close())

const admin = async (path: string, method = 'GET', body?: unknown) => {
  const url = new URL(`/_emulator${path}`, emulator.urls.saymotion)
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(
    url,
    body === undefined ? { method } : { method, headers, body: JSON.stringify(body) },
  )
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

describe('the admin routes', () => {
  it('tell where the services are', async () => {
    expect((await admin('')).body).toEqual({ urls: emulator.urls })
  })

  it('script faults from outside', async () => {
    const rule = { route: 'saymotion.auth', kind: 'status', status: 503 }
    expect(await admin('/faults', 'POST', rule)).toEqual({ status: 201, body: { id: 1 } })
    expect((await admin('/faults')).body).toEqual({ faults: [{ id: 1, rule, calls: 0 }] })
    expect((await fetch(`${emulator.urls.saymotion}/account/v1/auth`)).status).toBe(503)
    expect((await admin('/faults/1', 'DELETE')).status).toBe(404)
    expect((await admin('/faults', 'POST', { route: 'nowhere', kind: 'html' })).status).toBe(400)
    await admin('/faults', 'POST', { ...rule, call: 'every' })
    await admin('/faults', 'DELETE')
    expect(emulator.faults.list()).toEqual([])
  })

  it('move the clock', async () => {
    expect((await admin('/clock', 'POST', { advanceSeconds: 30 })).body).toEqual({ at: 30_000, speed: 0 })
    expect((await admin('/clock')).body).toEqual({ at: 30_000, speed: 0 })
    expect((await admin('/clock', 'POST', { speed: -1 })).status).toBe(400)
    expect((await admin('/clock', 'POST', {})).status).toBe(400)
  })

  it('show the journal and the state, and leave no trace of themselves', async () => {
    await fetch(`${emulator.urls.saymotion}/account/v1/auth`)
    expect((await admin('/journal?route=saymotion.auth')).body).toMatchObject({ count: 1 })
    expect((await admin('/journal?route=saymotion.list')).body).toEqual({ count: 0, entries: [] })
    await admin('/journal', 'DELETE')
    expect((await admin('/journal')).body).toEqual({ count: 0, entries: [] })
    expect((await admin('/state')).body).toEqual(JSON.parse(JSON.stringify(emulator.snapshot())))
  })

  it('take no orders from a page in a browser', async () => {
    const url = new URL('/_emulator/clock', emulator.urls.saymotion)
    const answer = await fetch(url, { method: 'POST', body: '{"advanceSeconds": 1}' })
    expect([answer.status, clock.now() % 30_000]).toEqual([415, 0])
  })
})
