import { JobError } from '@onetake/core'
import { createEmulator, type Emulator, type EmulatorOptions } from '@onetake/emulator'
import { lend, portraitPng, uploadOf, voiceWav } from '@onetake/provider-kit/testing'
import { afterEach, expect, test, vi } from 'vitest'
import { connectDiceTalk } from './client.ts'
import { health } from './health.ts'
import { synthesize } from './synthesize.ts'

let emulator: Emulator
afterEach(() => emulator.close())

/** An emulated DICE-Talk that behaves like this. */
async function start(modes: NonNullable<EmulatorOptions['modes']>['dice-talk'] = {}) {
  emulator = await createEmulator({ speed: 500, modes: { 'dice-talk': modes } })
  const client = connectDiceTalk(
    { url: emulator.urls['dice-talk'] },
    { fetch, now: Date.now, random: Math.random },
  )
  const uploads = { image: uploadOf(portraitPng()), audio: uploadOf(voiceWav(0.5)) }
  const context = lend(client, { uploads })
  const ended = (task: string) =>
    vi.waitFor(
      async () => {
        const [answer] = await synthesize.status([task], context)
        if (JobError.is(answer)) throw answer
        expect(answer?.status).not.toMatch(/queued|running/)
        return answer
      },
      { timeout: 15_000 },
    )
  return { context, ended }
}

const ORDER = { image: 'image', audio: 'audio', emotion: 'sad', seed: 7 } as const
const EVERYTHING = {
  ...ORDER,
  refScale: 10,
  emoScale: 0,
  crop: true,
  inferenceSteps: 8,
  durationSeconds: 0.3,
  fps: 60,
  dynamicScale: 0.1,
  minResolution: 128,
  expandRatio: 2,
} as const

test.each(['1.1', '1.0'] as const)('the same order twice makes two videos at version %s', async (version) => {
  const { context, ended } = await start({ version, partTypes: 'strict', falseHits: true })
  const tasks: string[] = []
  for (let time = 0; time < 2; time += 1) {
    const task = await synthesize.submit(ORDER, context)
    expect(await ended(task)).toMatchObject({ status: 'succeeded' })
    const video = new Uint8Array(await (await synthesize.download(task, context)).arrayBuffer())
    expect(new TextDecoder('latin1').decode(video.subarray(4, 8))).toBe('ftyp')
    tasks.push(task)
  }
  expect(tasks[0]).not.toBe(tasks[1])
})

test('every parameter is taken, at the ends of its range', async () => {
  const { context, ended } = await start({ partTypes: 'strict' })
  expect(await ended(await synthesize.submit(EVERYTHING, context))).toMatchObject({ status: 'succeeded' })
})

test.each(['source', 'intended'] as const)(
  'a picture without a face says so, in the words of the %s',
  async (noFace) => {
    const { context, ended } = await start({ noFace })
    const read = async (id: string) => (id === 'image' ? uploadOf(blankPng()) : context.read(id))
    const task = await synthesize.submit(ORDER, { ...context, read })
    expect(await ended(task)).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('found no face') },
    })
  },
)

test('a service that is not well says so', async () => {
  const { context } = await start({ health: 'unhealthy' })
  expect(await health.run({}, context)).toMatchObject({ isHealthy: false, modelLoaded: false })
})

/** Eight by eight pixels of one grey. */
const blankPng = () =>
  Uint8Array.from(
    atob('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAD0lEQVR42mNowAEYhpYEAILzYAEllbNjAAAAAElFTkSuQmCC'),
    (character) => character.charCodeAt(0),
  )
