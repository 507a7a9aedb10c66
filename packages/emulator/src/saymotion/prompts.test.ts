import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Api, connect, type Status } from '../../test/api.ts'
import { createManualClock } from '../clock.ts'
import { createEmulator, type Emulator } from '../emulator.ts'

const clock = createManualClock()
let emulator: Emulator
let api: Api

const optimize = async (...params: readonly string[]) =>
  (await api.post<{ rid: string }>('/prompt/v1/optimize', { params })).rid
const status = async (rid: string) =>
  (await api.get<{ status: readonly Status[] }>(`/prompt/v1/status/${rid}`)).status

beforeEach(async () => {
  emulator = await createEmulator({ clock })
  api = await connect(emulator)
})
afterEach(() => emulator.close())

describe('prompt optimisation', () => {
  it('answers with JSON inside a text', async () => {
    const rid = await optimize('prompt="someone walks and then waves"', 'breakIntoActionablePrompts=1')
    clock.advance(1500)
    expect((await status(rid))[0]).toMatchObject({ status: 'PROGRESS', details: { step: 50, total: 100 } })
    clock.advance(1500)
    expect((await status(rid))[0]).toEqual({
      rid,
      status: 'SUCCESS',
      details: { in: null, out: '["A person someone walks.","A person waves."]' },
    })
  })

  it('has ids that the job status does not know, and the other way round', async () => {
    const rid = await optimize('prompt=walks')
    expect(await api.status(rid)).toEqual([])
    const job = await api.start(['prompt=walks', 'model=65c0ffee0000000000000001'])
    expect(await status(job)).toEqual([])
  })

  it('needs a prompt, and fails when told to', async () => {
    await expect(optimize('breakIntoActionablePrompts=1')).rejects.toThrow('400')
    emulator.faults.add({ route: 'saymotion.prompts.optimize', kind: 'fail-job', code: '101' })
    const rid = await optimize('prompt=walks')
    clock.advance(3000)
    expect((await status(rid))[0]).toMatchObject({ status: 'FAILURE', details: { exc_message: ['101'] } })
  })
})
