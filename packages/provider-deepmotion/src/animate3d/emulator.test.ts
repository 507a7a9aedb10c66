import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type AnyOperation,
  type ArtifactSource,
  type Json,
  JobError,
  type Ref,
  type UploadFile,
} from '@onetake/core'
import { createEmulator, createManualClock, type Emulator } from '@onetake/emulator'
import { lend } from '@onetake/provider-kit/testing'
import { afterEach, expect, test } from 'vitest'
import { tinyMp4 } from '../../test/tiny-mp4.ts'
import { uploadOf } from '../../test/upload-of.ts'
import { animate3d } from './animate3d.ts'
import type { Animate3DClient } from './client.ts'

type Modes = NonNullable<NonNullable<Parameters<typeof createEmulator>[0]>['modes']>['animate3d']

let emulator: Emulator | null = null
afterEach(async () => {
  await emulator?.close()
  emulator = null
})

/** How far each question about a job moves the time, in ms: what a server waits. */
const TICK_MS = 5_000
const uploads: Record<string, UploadFile> = {
  clip: uploadOf(tinyMp4({ seconds: 1 })),
  hero: uploadOf(new TextEncoder().encode('not looked at'), {
    name: 'hero.fbx',
    mediaType: 'application/octet-stream',
  }),
}

/** A provider before an emulated service, in a time that passes by asking. */
async function start(modes: Modes = {}) {
  const clock = createManualClock(Date.now())
  const running = await createEmulator({ clock, modes: { animate3d: { sessionMinutes: 100_000, ...modes } } })
  emulator = running
  const keys = running.credentials.animate3d
  const { operations, calls, ...provider } = animate3d({ ...keys, url: running.urls.animate3d })
  const client = provider.connect({ fetch, now: clock.now, random: Math.random }) as Animate3DClient
  const jobs: Record<string, Ref> = {}
  const context = lend(client, { uploads, jobs })

  /** A job from its input to its end, with every report on the way. */
  async function run(jobId: string, operation: AnyOperation, input: unknown) {
    const parsed = await operation.input['~standard'].validate(input)
    const asked: unknown = await operation.prepare?.(parsed.value, context)
    const staged: Json = (await operation.stage?.(asked, { ...context, jobId })) ?? null
    const ref: Ref = await operation.submit(asked, { ...context, jobId, staged })
    jobs[jobId] = ref
    const reports: unknown[] = []
    for (let asks = 0; asks < 200; asks += 1) {
      const [report] = await operation.status([ref], context)
      if (report === undefined || JobError.is(report)) throw report ?? new Error('No answer.')
      reports.push(report)
      if (report.status === 'succeeded') return { ref, reports, output: report.output as Output }
      if (report.status === 'failed') throw new Error(JSON.stringify(report))
      clock.advance(TICK_MS)
    }
    throw new Error('The job does not end.')
  }
  const fetched = async (source: unknown) => {
    const response = await operations.video2anim.download(source as never, context)
    return new TextDecoder('latin1').decode(await response.arrayBuffer())
  }
  return { running, clock, keys, provider, operations, calls, client, context, jobs, run, fetched }
}

interface Output {
  readonly artifacts: readonly ArtifactSource[]
  readonly data: { readonly persons: readonly object[] }
}

const names = ({ artifacts }: Output) =>
  artifacts.map(({ format, label }) => [label, format].filter(Boolean).join('.'))

test('a detection leads to the motions of each person, one file for each and the archives of all', async () => {
  const { operations, run, fetched } = await start({ staleSuccessSeconds: 12 })
  const found = await run('found', operations.detectPersons, { video: 'clip' })
  expect(found.output.data.persons).toMatchObject([{ trackingId: '001' }, { trackingId: '002' }])
  expect(names(found.output)).toEqual(
    expect.arrayContaining(['person-001.png', 'person-002.png', 'detection.json']),
  )
  const { output, reports } = await run('both', operations.multiPerson, {
    job: 'found',
    persons: [{ trackingId: '001' }, { trackingId: '002' }],
    formats: ['bvh', 'fbx'],
  })
  // Of the detection's success, which the service still shows, nothing is believed.
  expect(reports[0]).toEqual({ status: 'running', progress: null })
  expect(names(output)).toEqual(
    expect.arrayContaining(['person-001.bvh', 'person-002.fbx', 'all-characters.bvh', 'all-characters.fbx']),
  )
  expect(output.data.persons).toHaveLength(2)
  const sourceOf = (name: string) => output.artifacts[names(output).indexOf(name)]?.source
  expect(await fetched(sourceOf('person-001.fbx'))).toMatch(/^(Kaydara|; FBX)/)
  expect(await fetched(sourceOf('all-characters.bvh'))).toMatch(/^PK/)
})

test.each(['new-rid', 'same-rid'] as const)(
  'several persons are animated again, under a %s',
  async (multiPersonRerun) => {
    const { operations, run } = await start({ multiPersonRerun })
    await run('found', operations.detectPersons, { video: 'clip' })
    const persons = [{ trackingId: '002' }]
    await run('one', operations.multiPerson, { job: 'found', persons, formats: ['bvh'] })
    const { output, reports } = await run('again', operations.rerun, { job: 'one', formats: ['glb'] })
    expect(reports.length).toBeGreaterThan(1)
    expect(names(output)).toContain('person-002.glb')
  },
)

test('a clip that is called like a person loses no file', async () => {
  const { operations, run } = await start({ groupNames: 'stem', intermediates: true })
  const { output } = await run('take_001', operations.video2anim, { video: 'clip', formats: ['bvh', 'fbx'] })
  expect(names(output)).toEqual(expect.arrayContaining(['bvh', 'fbx']))
  expect(JSON.stringify(output)).not.toContain('inter')
})

test('odd progress, a service that tries again, and one that is silent about its queue, stay within the contract', async () => {
  const { operations, run, running } = await start({ progress: 'odd', positionInQueue: 'absent' })
  running.faults.add({ kind: 'retry-job', fromPercent: 10, untilPercent: 90, route: 'animate3d.process' })
  const { reports } = await run('odd', operations.video2anim, { video: 'clip', formats: ['bvh'] })
  expect(reports).toContainEqual(expect.objectContaining({ status: 'running', retrying: true }))
  for (const report of reports as { progress?: number | null }[]) {
    expect(report.progress ?? 0).toBeGreaterThanOrEqual(0)
    expect(report.progress ?? 0).toBeLessThanOrEqual(1)
  }
})

test('a job whose reply was lost is found again by the name of its upload', async () => {
  const { operations, running, context, clock } = await start()
  const { prepare, stage, submit, find } = operations.video2anim
  const asked = await prepare?.({ video: 'clip', formats: ['bvh'] }, context)
  if (asked === undefined) throw new Error('prepare is there')
  const submittedAt = clock.now()
  const attempt = { jobId: 'lost-1', input: asked, submittedAt, claimed: [] }
  const staged = (await stage?.(asked, { ...context, jobId: 'lost-1' })) ?? ''
  expect(await find?.(attempt, context)).toBe('absent')
  running.faults.add({ kind: 'drop-reply', route: 'animate3d.process' })
  await expect(submit(asked, { ...context, jobId: 'lost-1', staged })).rejects.toMatchObject({
    code: 'unconfirmed',
  })
  expect(await find?.(attempt, context)).toMatchObject({ kind: 'single', rid: expect.any(String) })
  expect(await find?.({ ...attempt, jobId: 'lost-2' }, context)).toBe('absent')
})

test('an upload goes on where the line broke', async () => {
  const { operations, running, run } = await start()
  running.faults.add({ kind: 'drop-reply', route: 'storage.resume' })
  running.faults.add({ kind: 'status', status: 503, route: 'storage.start' })
  await run('broken', operations.video2anim, { video: 'clip', formats: ['bvh'] })
  expect(running.journal.count({ route: 'animate3d.process' })).toBe(1)
})

test('a download goes on where the line broke', async () => {
  const { operations, running, run, fetched } = await start()
  const { output } = await run('motion', operations.video2anim, { video: 'clip', formats: ['bvh'] })
  const source = output.artifacts.find(({ format }) => format === 'bvh')?.source
  const whole = await fetched(source)
  running.faults.add({ kind: 'truncate', route: 'storage.file' })
  const before = running.journal.count({ route: 'storage.file' })
  expect(await fetched(source)).toBe(whole)
  expect(running.journal.count({ route: 'storage.file' })).toBe(before + 2)
})

test('a video is looked at; a character comes, is listed, and goes', async () => {
  const { calls, context } = await start()
  expect(await calls.videoInfo.run({ video: 'clip' }, context)).toMatchObject({
    width: 64,
    height: 96,
    fps: 30,
    durationSeconds: 1,
    codec: 'h264',
    bytes: uploads['clip']?.bytes,
  })
  const { id } = await calls['characters.upload'].run({ model: 'hero', createThumbnail: true }, context)
  expect(await calls['characters.list'].run({ kind: 'custom', id }, context)).toMatchObject([
    { id, name: 'hero' },
  ])
  expect(await calls['characters.delete'].run({ id }, context)).toEqual({ deleted: true })
  expect(await calls['characters.list'].run({ kind: 'custom' }, context)).toEqual([])
  expect(await calls.credits.run({}, context)).toEqual({ credits: 1000.5 })
})

test('an expired link is asked for anew', async () => {
  const { operations, run, fetched, clock } = await start({ linkMinutes: 1 })
  const { output } = await run('old', operations.video2anim, { video: 'clip', formats: ['bvh'] })
  clock.advance(3_600_000)
  expect(await fetched(output.artifacts[0]?.source)).toMatch(/^HIERARCHY/)
})

test('what the webhook tells is the job that has ended', async () => {
  const { operations, calls, provider, context, run } = await start()
  let tell: (delivery: { readonly headers: Headers; readonly body: Json }) => void = () => {}
  const told = new Promise<Parameters<typeof tell>[0]>((resolve) => {
    tell = resolve
  })
  const listener = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      response.end()
      const headers = new Headers(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      )
      tell({ headers, body: JSON.parse(Buffer.concat(chunks).toString()) as Json })
    })
  })
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening))
  try {
    const { port } = listener.address() as AddressInfo
    // The schema wants https, as a vendor far away would: the emulator is not, so the call is run beside it.
    const url = `http://127.0.0.1:${port}/hook`
    const endpoint = await calls['webhooks.register'].run({ url, events: ['job.completed'] }, context)
    expect(await calls['webhooks.list'].run({}, context)).toEqual([endpoint])
    const { ref } = await run('told', operations.video2anim, { video: 'clip', formats: ['bvh'] })
    const isMeant = provider.webhook?.(await told)
    expect(isMeant?.(ref)).toBe(true)
    expect(isMeant?.({ ...(ref as object), rid: 'another' })).toBe(false)
    expect(await calls['webhooks.delete'].run({ id: endpoint.id }, context)).toEqual({ deleted: true })
  } finally {
    listener.close()
  }
})
