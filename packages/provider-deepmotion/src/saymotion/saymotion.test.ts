import { type AnyOperation, type SubmitContext, isRefusal, JobError, type Ref } from '@onetake/core'
import {
  createEmulator,
  createManualClock,
  type Emulator,
  type EmulatorOptions,
  type FaultRule,
} from '@onetake/emulator'
import { afterEach, describe, expect, test } from 'vitest'
import { refusalOf } from '@onetake/provider-kit/testing'
import { connectSayMotion, type SayMotionClient } from './client.ts'
import type { SayMotionRef } from './saymotion-ref.ts'
import { saymotion } from './saymotion.ts'

const { operations, calls } = saymotion({ clientId: 'a', clientSecret: 'b' })
const { text2motion, inpaint, merge, loop, refine, rerun, render } = operations
const { 'characters.list': characters, 'jobs.list': accountJobs, credits } = calls

let started: Emulator | undefined
afterEach(async () => {
  await started?.close()
  started = undefined
})

/** Virtual minutes pass in milliseconds. */
async function start(options: EmulatorOptions = {}, jobs: Record<string, Ref> = {}) {
  const emulator = await createEmulator(options.clock ? options : { speed: 300, ...options })
  started = emulator
  const client = connectSayMotion(
    { ...emulator.credentials.saymotion, url: emulator.urls.saymotion },
    { fetch, now: () => emulator.clock.now(), random: () => 0.5 },
  )
  const context: SubmitContext<SayMotionClient, null> = {
    client,
    jobId: 'job-1',
    staged: null,
    read: () => Promise.reject(new JobError('not-found', 'No such upload.')),
    finished: () => Promise.reject(new JobError('not-found', 'No such job.')),
    signal: new AbortController().signal,
    async refOf(id) {
      return jobs[id] ?? Promise.reject(new JobError('not-found', 'No such job.'))
    },
  }
  const [character] = await characters.run({ kind: 'all' }, context)
  return {
    emulator,
    context,
    jobs,
    input: { prompt: 'a person waves, then sits', character: character?.id ?? '', variants: 1 },
  }
}

/** Ask until a job has ended; a question that fails is asked again. */
async function ended(ref: SayMotionRef, context: SubmitContext<SayMotionClient, null>) {
  for (let asked = 0; asked < 2000; asked += 1) {
    const [answer] = await text2motion
      .status([ref], context)
      .catch((error: unknown) => [JobError.from(error)])
    if (JobError.is(answer) && answer.code === 'lost') return answer
    if (!JobError.is(answer) && answer !== undefined && !['queued', 'running'].includes(answer.status))
      return answer
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('The job did not end.')
}

const firstBytes = async (response: Response, length: number) =>
  Buffer.from(await response.arrayBuffer())
    .subarray(0, length)
    .toString('latin1')

test('a prompt becomes files, and the files become a video', async () => {
  const { context, input, jobs } = await start({ modes: { saymotion: { intermediates: true } } })
  const order = { ...input, durationSeconds: 1, variants: 2 }
  await text2motion.prepare?.(order, context)
  const ref = await text2motion.submit(order, context)
  const report = await ended(ref, context)
  if (JobError.is(report) || report.status !== 'succeeded') throw new Error(JSON.stringify(report))
  const { artifacts, data } = report.output
  expect(data).toEqual({ refused: [] })
  expect(artifacts.map(({ variant }) => variant)).toEqual(expect.arrayContaining([1, 2]))
  expect(artifacts.some(({ source }) => source.group.startsWith('inter'))).toBe(false)
  const magics = { bvh: /^HIERARCHY/, fbx: /^(Kaydara FBX|; FBX)/, glb: /^glTF/, mp4: /^....ftyp/s }
  for (const { format, source } of artifacts) {
    expect(await firstBytes(await text2motion.download(source, context), 20)).toMatch(magics[format])
  }
  expect(artifacts.map(({ format }) => format)).toContain('fbx')

  jobs['motion'] = ref
  const view = { job: 'motion', variant: 2, backdrop: 'studio', cameraMode: 'fixed', shadow: true } as const
  await render.prepare?.(view, context)
  const video = await ended(await render.submit(view, context), context)
  if (JobError.is(video) || video.status !== 'succeeded') throw new Error(JSON.stringify(video))
  const [mp4] = video.output.artifacts
  expect(mp4?.format).toBe('mp4')
  if (mp4 !== undefined)
    expect(await firstBytes(await render.download(mp4.source, context), 20)).toMatch(magics.mp4)
})

test('only the login carries the key pair, and files are fetched with nothing', async () => {
  const { emulator, context, input } = await start({ modes: { saymotion: { basicAuth: 'rejected' } } })
  const report = await ended(await text2motion.submit(input, context), context)
  if (JobError.is(report) || report.status !== 'succeeded') throw new Error(JSON.stringify(report))
  for (const { source } of report.output.artifacts)
    await (await text2motion.download(source, context)).body?.cancel()
  const kinds = emulator.journal.entries().map(({ path, credentials }) => {
    const area = path.includes('/auth') ? 'login' : path.startsWith('/saymotion') ? 'service' : 'storage'
    return `${area} ${credentials}`
  })
  expect(new Set(kinds)).toEqual(new Set(['login basic', 'service cookie', 'storage none']))
})

test('two hundred questions share one login, and one more when the session has ended', async () => {
  const { emulator, context, input } = await start({ speed: 1 })
  const ref = await text2motion.submit(input, context)
  const logins = () => emulator.journal.entries().filter(({ path }) => path.includes('/auth')).length
  expect(logins()).toBe(1)
  emulator.faults.add({ route: 'saymotion.status', kind: 'status', status: 401 })
  await Promise.all(Array.from({ length: 200 }, () => text2motion.status([ref], context)))
  expect(logins()).toBe(2)
})

test('a session that ends before its cookie does is renewed by the next question', async () => {
  const clock = createManualClock()
  const { emulator, context, input } = await start({ clock })
  const ref = await text2motion.submit(input, context)
  clock.advance(59 * 60_000 + 1)
  await text2motion.status([ref], context)
  emulator.faults.add({ route: 'saymotion.auth', kind: 'short-session', minutes: 5 })
  clock.advance(60 * 60_000)
  await text2motion.status([ref], context)
  clock.advance(6 * 60_000)
  const [answer] = await text2motion.status([ref], context)
  expect(JobError.is(answer)).toBe(false)
  const refused = emulator.journal.count({ status: 401 })
  expect([emulator.journal.count({ route: 'saymotion.auth' }), refused]).toEqual([4, 1])
})

test('credits and characters are told', async () => {
  const { context } = await start({ modes: { saymotion: { characterList: 'document' } } })
  expect((await characters.run({ kind: 'deepmotion' }, context)).length).toBeGreaterThan(0)
  expect(await credits.run({}, context)).toMatchObject({ credits: 1000.5, maxVariants: 8 })
})

const route = 'saymotion.process'
const LOST: readonly FaultRule[] = [
  { route, kind: 'drop-request' },
  { route, kind: 'drop-reply' },
  { route, kind: 'status', status: 500 },
  { route, kind: 'status', status: 502, processed: true },
  { route, kind: 'status', status: 503, retryAfterSeconds: 1 },
  { route, kind: 'html' },
  { route, kind: 'html', status: 504, processed: true },
  { route, kind: 'truncate' },
  { route, kind: 'malformed-json' },
]

describe('a submit whose reply is lost', () => {
  test.each(LOST)('is sent once and looked for: $kind $status', async (fault) => {
    const { emulator, context, input } = await start({ speed: 1 })
    const submittedAt = emulator.clock.now()
    emulator.faults.add(fault)
    const error = await refusalOf(text2motion.submit(input, context))
    expect(error).toMatchObject({ code: 'unconfirmed' })
    expect(isRefusal(error)).toBe(false)
    expect(emulator.journal.count({ route: 'saymotion.process' })).toBe(1)

    const made = Object.values(emulator.snapshot().services.saymotion.jobs).length
    const found = await text2motion.find?.({ jobId: 'job-1', input, submittedAt, claimed: [] }, context)
    expect(found).toEqual(made === 0 ? 'absent' : { rid: expect.any(String), variants: 1 })
  })

  test.each([
    [{ kind: 'status', status: 401 }, 'not-submitted'],
    [{ kind: 'status', status: 403 }, 'not-submitted'],
    [{ kind: 'status', status: 400, message: 'no' }, 'invalid-input'],
    [{ kind: 'status', status: 402 }, 'insufficient-credits'],
    [{ kind: 'status', status: 429, retryAfterSeconds: 2 }, 'rate-limited'],
  ] as const)('and one that is refused is sent once: %j', async (fault, code) => {
    const { emulator, context, input } = await start({ speed: 1 })
    emulator.faults.add({ route: 'saymotion.process', ...fault })
    expect(await refusalOf(text2motion.submit(input, context))).toMatchObject({ code })
    expect(emulator.journal.count({ route: 'saymotion.process' })).toBe(1)
  })

  test('is told from a twin by what is claimed', async () => {
    const { emulator, context, input } = await start({ speed: 1 })
    const submittedAt = emulator.clock.now()
    const twin = await text2motion.submit(input, context)
    emulator.faults.add({ route: 'saymotion.process', kind: 'drop-reply' })
    await refusalOf(text2motion.submit(input, context))
    expect(await text2motion.find?.({ jobId: 'job-1', input, submittedAt, claimed: [] }, context)).toBe(
      'unknowable',
    )
    const found = await text2motion.find?.({ jobId: 'job-1', input, submittedAt, claimed: [twin] }, context)
    expect(found).toEqual({ rid: expect.not.stringMatching(twin.rid), variants: 1 })
  })
})

test('an edit whose reply is lost is found by its request, and told from one with another', async () => {
  const { emulator, context, input, jobs } = await start()
  const motion = await text2motion.submit({ ...input, durationSeconds: 2 }, context)
  await ended(motion, context)
  jobs['motion'] = motion
  const { character } = input
  const intervals = [{ start: 0.5, end: 2 }]
  const edits: readonly (readonly [AnyOperation<SayMotionClient>, object])[] = [
    [inpaint, { prompt: 'jumps, "high"', intervals }],
    [merge, { prompt: 'turns', with: { variant: 1 }, blendSeconds: 0.25 }],
    [loop, { repetitions: 2 }],
    [refine, { creativity: 0.5 }],
    [rerun, { character }],
  ]
  for (const [operation, change] of edits) {
    const parsed = await operation.input['~standard'].validate({ job: 'motion', ...change })
    if (parsed.issues !== undefined) throw new Error(JSON.stringify(parsed.issues))
    const order: unknown = await operation.prepare?.(parsed.value, context)
    const known = new Set(Object.keys(emulator.snapshot().services.saymotion.jobs))
    emulator.faults.add({ route: 'saymotion.process', kind: 'drop-reply' })
    const attempt = { jobId: 'job-1', input: order, submittedAt: emulator.clock.now(), claimed: [motion] }
    expect(await refusalOf(operation.submit(order, context))).toMatchObject({ code: 'unconfirmed' })
    const made = Object.values(emulator.snapshot().services.saymotion.jobs).filter(
      (_, index) => index >= known.size,
    )
    expect(made).toHaveLength(1)
    expect(await operation.find?.(attempt, context)).toMatchObject({ rid: made[0]?.rid, variants: 1 })
  }
  const listed = await accountJobs.run({ processor: 'text2motion' }, context)
  expect(listed.map(({ operation }) => operation).toSorted()).toEqual([
    'inpaint',
    'loop',
    'merge',
    'refine',
    'rerun',
    'text2motion',
  ])
})

test.each([
  [
    { kind: 'fail-job', code: '501' },
    { status: 'failed', error: { code: 'provider-failed', providerCode: '501' } },
  ],
  [
    { kind: 'fail-job', code: '599' },
    { status: 'failed', error: { code: 'timeout', providerCode: '599' } },
  ],
  [{ kind: 'retry-job' }, { status: 'succeeded' }],
  [{ kind: 'starting-job' }, { status: 'succeeded' }],
  [{ kind: 'forget-job', afterSeconds: 5 }, { code: 'lost' }],
] as const)('a job that meets %j ends as that fault says', async (fault, expected) => {
  const { emulator, context, input } = await start()
  emulator.faults.add({ route: 'saymotion.process', ...fault })
  expect(await ended(await text2motion.submit(input, context), context)).toMatchObject(expected)
})

test.each(['failure', 'vanish'] as const)('a job that is canceled ends (%s)', async (canceled) => {
  // Time stands still, so that the job cannot end first.
  const clock = createManualClock()
  const { context, input } = await start({ clock, modes: { saymotion: { canceled } } })
  const ref = await text2motion.submit(input, context)
  await text2motion.cancel?.(ref, context)
  expect(await ended(ref, context)).toMatchObject(
    canceled === 'failure' ? { status: 'canceled' } : { code: 'lost' },
  )
})

test('a job that has ended cannot be canceled', async () => {
  const { context, input } = await start()
  const ref = await text2motion.submit(input, context)
  await ended(ref, context)
  expect(await refusalOf(Promise.resolve(text2motion.cancel?.(ref, context)))).toMatchObject({
    code: 'conflict',
  })
})

test('links that have expired are asked for anew', async () => {
  const { emulator, context, input } = await start()
  const report = await ended(await text2motion.submit(input, context), context)
  if (JobError.is(report) || report.status !== 'succeeded') throw new Error(JSON.stringify(report))
  const bvh = report.output.artifacts.find(({ format }) => format === 'bvh')
  if (bvh === undefined) throw new Error('no bvh')
  emulator.faults.add({ route: 'storage.file', kind: 'status', status: 403 })
  expect(await firstBytes(await text2motion.download(bvh.source, context), 9)).toBe('HIERARCHY')
})

test('a variant that the credits do not reach is said to be refused', async () => {
  const { emulator, context, input } = await start({ modes: { saymotion: { credits: 1.5 } } })
  const report = await ended(await text2motion.submit({ ...input, variants: 2 }, context), context)
  const { credits: left } = await credits.run({}, context)
  expect(left).toBeLessThan(1)
  expect(report).toMatchObject({
    status: 'succeeded',
    output: { data: { refused: [{ variant: 2, code: 'insufficient-credits' }] } },
  })
  expect(emulator.journal.count({ route: 'saymotion.list' })).toBe(1)
})

test('a prompt arrives as it was written', async () => {
  const { emulator, context, input } = await start({ speed: 1 })
  const prompt = '"Halt!", says the guard \\ 走る = run, and "stops"'
  await text2motion.submit({ ...input, prompt }, context)
  expect(JSON.stringify(emulator.snapshot().services.saymotion)).toContain(
    JSON.stringify(prompt).slice(1, -1),
  )
})
