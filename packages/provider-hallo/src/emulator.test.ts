import { JobError } from '@onetake/core'
import { createEmulator, type Emulator, type EmulatorOptions } from '@onetake/emulator'
import { lend, portraitPng, refusalOf, uploadOf, voiceWav } from '@onetake/provider-kit/testing'
import { afterEach, expect, test, vi } from 'vitest'
import { cancel } from './cancel.ts'
import { connectHallo } from './client.ts'
import { config } from './config.ts'
import { detailedHealth, health } from './health.ts'
import { logs } from './logs.ts'
import { status } from './status.ts'
import { talk } from './talk.ts'
import { tasks } from './tasks.ts'

let emulator: Emulator
afterEach(() => emulator.close())

const ORDER = { image: 'image', audio: 'audio' }

/** An emulated Hallo that behaves like this. */
async function start(modes: NonNullable<EmulatorOptions['modes']>['hallo'] = {}) {
  emulator = await createEmulator({ speed: 500, modes: { hallo: modes } })
  const connect = () =>
    connectHallo({ url: emulator.urls.hallo }, { fetch, now: Date.now, random: Math.random })
  const uploads = { image: uploadOf(portraitPng()), audio: uploadOf(voiceWav(0.5)) }
  const jobs: Record<string, string> = {}
  const context = lend(connect(), { uploads, jobs })
  const until = (task: string, word: RegExp) =>
    vi.waitFor(
      async () => {
        const [answer] = await status([task], context)
        if (JobError.is(answer)) throw answer
        expect(answer?.status).toMatch(word)
        return answer
      },
      { timeout: 15_000 },
    )
  return { context, jobs, until, another: () => ({ ...context, client: connect() }) }
}

test('a job that waits is canceled, and a process that knows nothing of it learns so by canceling again', async () => {
  const { context, another } = await start({
    queueSeconds: 3_000,
    canceled: 'waits-for-ever',
    waiting: 'pending',
  })
  const task = await talk.submit(ORDER, context)
  expect(await cancel(task, context)).toBe('stopped')
  expect((await status([task], context))[0]).toEqual({ status: 'queued', position: null })
  expect(await cancel(task, another())).toBe('stopped')
})

test('a job that is worked on cannot be canceled, and goes on', async () => {
  const { context, until } = await start({ queueSeconds: 0, jobSeconds: 1_500 })
  const task = await talk.submit(ORDER, context)
  await until(task, /running/)
  expect(await refusalOf(cancel(task, context))).toMatchObject({ code: 'conflict' })
  await until(task, /succeeded/)
})

test('a job whose reply is lost is found, among those of others', async () => {
  const { context } = await start()
  const claimed = [await talk.submit(ORDER, context), await talk.submit(ORDER, context)]
  // Virtual time runs faster than ours, so the emulator's clock is what tells.
  const submittedAt = emulator.clock.now()
  emulator.faults.add({ kind: 'drop-reply', route: 'hallo.create' })
  expect(await refusalOf(talk.submit(ORDER, context))).toMatchObject({ code: 'unconfirmed' })
  const found = await talk.find?.({ jobId: 'job-1', input: ORDER, submittedAt, claimed }, context)
  expect(found).toMatch(/^[0-9a-f-]{36}$/)
  expect(claimed).not.toContain(found)
})

test('a completed job without a video is a file that is not there, which is no reason to wait', async () => {
  const { context, until } = await start({ video: 'missing' })
  const task = await talk.submit(ORDER, context)
  await until(task, /succeeded/)
  expect(await refusalOf(talk.download(task, context))).toMatchObject({ code: 'not-found', retryable: false })
})

test.each(['document', 'source'] as const)('calls are answered as the %s has it', async (shape) => {
  const { context, jobs, until } = await start({ health: shape })
  const task = await talk.submit({ ...ORDER, useCache: false }, context)
  jobs['mine'] = task
  await until(task, /succeeded/)
  expect(await health.run({}, context)).toMatchObject({
    status: 'healthy',
    gpuAvailable: expect.any(Boolean),
  })
  expect(await detailedHealth.run({}, context)).toMatchObject({ status: 'healthy', models: ['hallo2'] })
  expect(await config.run({ guidanceScale: 3.5 }, context)).toMatchObject({ status: 'success' })
  expect(await tasks.run({}, context)).toMatchObject([{ status: 'completed', progress: 1 }])
  expect((await logs.run({ job: 'mine' }, context)).lines.length).toBeGreaterThan(0)
})
