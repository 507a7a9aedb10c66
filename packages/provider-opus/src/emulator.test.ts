import { JobError, type Ref } from '@onetake/core'
import { createEmulator, type Emulator, type EmulatorOptions } from '@onetake/emulator'
import { lend, portraitPng, refusalOf, uploadOf } from '@onetake/provider-kit/testing'
import { afterEach, expect, test, vi } from 'vitest'
import { extract } from '../test/extract.ts'
import { connectOpus } from './client.ts'
import { extractGlb } from './extract.ts'
import { imageTo3d } from './image-to-3d.ts'

let emulator: Emulator
afterEach(() => emulator.close())

const IO = { fetch, now: Date.now, random: Math.random }

/** An emulated Opus that behaves like this, and one image job there, done. */
async function start(modes: NonNullable<EmulatorOptions['modes']>['opus'] = {}) {
  emulator = await createEmulator({ speed: 500, modes: { opus: modes } })
  const client = connectOpus({ ...emulator.credentials.opus, url: emulator.urls.opus }, IO)
  const jobs: Record<string, Ref> = {}
  const context = lend(client, { uploads: { image: uploadOf(portraitPng()) }, jobs })
  const ref = await imageTo3d.submit({ image: 'image' }, context)
  jobs['image'] = ref
  const isDone = async () =>
    expect((await imageTo3d.status([ref], context))[0]).toMatchObject({ status: 'succeeded' })
  return { context, isDone: () => vi.waitFor(isDone, { timeout: 15_000 }) }
}

type Lent = Awaited<ReturnType<typeof start>>['context']

/** Extract a mesh, and wait for its end. */
async function extracted(context: Lent) {
  const ref = await extract(extractGlb, 'image', context)
  return vi.waitFor(
    async () => {
      const [answer] = await extractGlb.status([ref], context)
      if (JobError.is(answer)) throw answer
      expect(answer?.status).not.toMatch(/queued|running/)
      return answer
    },
    { timeout: 15_000 },
  )
}

test.each([
  ['a dropped line', { kind: 'drop-reply' }],
  ['502', { kind: 'status', status: 502, processed: true }],
  ['503', { kind: 'status', status: 503, processed: true }],
  ['a page with 504', { kind: 'html', status: 504, processed: true }],
  ['a reply that breaks off', { kind: 'truncate', afterBytes: 5 }],
  ['cut JSON', { kind: 'malformed-json' }],
] as const)('a reply that is lost by %s was one submit, and no refusal', async (_, fault) => {
  const { context, isDone } = await start()
  await isDone()
  for (const [route, run] of [
    ['opus.process-image', () => imageTo3d.submit({ image: 'image' }, context)],
    ['opus.extract-glb', () => extract(extractGlb, 'image', context)],
  ] as const) {
    const before = emulator.journal.count({ route })
    emulator.faults.add({ ...fault, route })
    expect(await refusalOf(run())).toMatchObject({ code: 'unconfirmed' })
    expect(emulator.journal.count({ route })).toBe(before + 1)
  }
})

test('an image that is not done is not extracted, and Opus is not bothered', async () => {
  const { context } = await start({ jobSeconds: 3_000 })
  expect(await refusalOf(extract(extractGlb, 'image', context))).toMatchObject({
    code: 'invalid-input',
  })
  expect(emulator.journal.count({ route: 'opus.extract-glb' })).toBe(0)
})

test.each(['visible', 'invisible'] as const)(
  'an extraction that fails, %s at the image, has failed',
  async (where) => {
    const { context, isDone } = await start({ failedExtraction: where, failureMessage: 'sentence' })
    await isDone()
    emulator.faults.add({ kind: 'fail-job', code: 'any', route: 'opus.extract-glb' })
    expect(await extracted(context)).toMatchObject({ status: 'failed', error: { code: 'provider-failed' } })
  },
)

test.each(['distinct', 'image'] as const)(
  'a second extraction, its uid %s, is not the first',
  async (uid) => {
    const { context, isDone } = await start({ extractionUid: uid })
    await isDone()
    const marks = []
    for (let time = 0; time < 2; time += 1) {
      const report = await extracted(context)
      if (report?.status !== 'succeeded') throw new Error(JSON.stringify(report))
      marks.push(report.output.artifacts[0]?.source.mark)
    }
    expect(marks[0]).not.toBe(marks[1])
  },
)

test('a link that has expired is asked for anew', async () => {
  const { context, isDone } = await start({ linkMinutes: 1 })
  await isDone()
  const report = await extracted(context)
  const source = report?.status === 'succeeded' ? report.output.artifacts[0]?.source : undefined
  if (source === undefined) throw new Error('no file')
  const laterBy = emulator.clock.now() + 2 * 60_000
  await vi.waitFor(() => expect(emulator.clock.now()).toBeGreaterThan(laterBy))
  // The first bytes of a mesh, at a link that is younger than those of the report.
  const bytes = new Uint8Array(await (await extractGlb.download(source, context)).arrayBuffer())
  expect(new TextDecoder().decode(bytes.subarray(0, 4))).toBe('glTF')
})

test('a plan that is used up, and a key that is refused, are told as that', async () => {
  const { context } = await start({ planRequests: 1 })
  expect(await refusalOf(imageTo3d.submit({ image: 'image' }, context))).toMatchObject({
    code: 'rate-limited',
  })
  const stranger = {
    ...context,
    client: connectOpus({ rapidApiKey: 'stranger', url: emulator.urls.opus }, IO),
  }
  const refusal = await refusalOf(imageTo3d.submit({ image: 'image' }, stranger))
  expect(refusal).toMatchObject({ code: 'credentials-refused' })
})
