import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HOST, opusApi, QUARTERS } from '../../test/opus-api.ts'
import { createManualClock } from '../clock.ts'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { OpusModes } from './modes.ts'

const clock = createManualClock()
let emulator: Emulator
let api: ReturnType<typeof opusApi>

const restart = async (opus: Partial<OpusModes>) => {
  await emulator.close()
  emulator = await createEmulator({ clock, modes: { opus } })
  api = opusApi(emulator)
}
beforeEach(async () => {
  emulator = await createEmulator({ clock })
  api = opusApi(emulator)
})
afterEach(() => emulator.close())

describe('the gateway', () => {
  const ask = async (headers: Record<string, string>) => {
    const answer = await fetch(`${emulator.urls.opus}/job_result/x`, { headers })
    return { answer, body: (await answer.json()) as { message?: string } }
  }
  const key = 'emulated-key'

  it.each([
    ['no key', {}],
    ['a wrong key', { 'x-rapidapi-key': 'mine', 'x-rapidapi-host': HOST }],
  ])('says 401 to %s, in its own name', async (_, headers) => {
    const { answer, body } = await ask(headers as Record<string, string>)
    expect([answer.status, answer.headers.get('x-rapidapi-proxy-response')]).toEqual([401, 'true'])
    expect(body).toEqual({ message: expect.stringContaining('Invalid API key') })
  })

  it('says 403 to another host, and to an account without a plan', async () => {
    for (const host of [undefined, 'opus5.p.rapidapi.com']) {
      const { answer, body } = await ask({ 'x-rapidapi-key': key, ...(host && { 'x-rapidapi-host': host }) })
      expect([answer.status, body.message]).toEqual([403, 'You are not subscribed to this API.'])
    }
    await restart({ subscription: 'none' })
    expect((await api.post(QUARTERS)).status).toBe(403)
  })

  it('tells the quota with every answer of the service, and 429 when it is used up', async () => {
    await restart({ planRequests: 2 })
    const first = await api.post(QUARTERS)
    const quota = (answer: Response) =>
      ['limit', 'remaining'].map((name) => answer.headers.get(`x-ratelimit-requests-${name}`))
    expect([first.status, quota(first)]).toEqual([200, ['2', '1']])
    expect(first.headers.get('x-rapidapi-proxy-response')).toBeNull()
    const second = await api.call('/job_result/nobody')
    expect([second.status, quota(second)]).toEqual([404, ['2', '0']])
    const third = await api.call('/job_result/nobody')
    expect([third.status, quota(third), third.headers.get('x-rapidapi-proxy-response')]).toEqual([
      429,
      ['2', '0'],
      'true',
    ])
  })

  it('answers for what the service does not have', async () => {
    const answer = await api.call('/job-result/x')
    expect([answer.status, answer.headers.get('x-rapidapi-proxy-response')]).toEqual([404, 'true'])
    expect((await api.call('/process-image')).status).toBe(405)
  })

  it('gives up with a page when it is told to', async () => {
    emulator.faults.add({ route: 'opus.process-image', kind: 'html', status: 504, processed: true })
    const answer = await api.post(QUARTERS)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([504, 'text/html; charset=utf-8'])
    expect(emulator.snapshot().services.opus.jobs).toHaveLength(1)
  })
})
