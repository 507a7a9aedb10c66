import type { AnyOperation, Ref } from '@onetake/core'
import { json, refusalOf } from '@onetake/provider-kit/testing'
import { describe, expect, test } from 'vitest'
import { lend, scriptedSayMotion } from '../../test/lend.ts'
import type { SayMotionClient } from './client.ts'
import { inpaint } from './inpaint.ts'
import { loop } from './loop.ts'
import { merge } from './merge.ts'
import { refine } from './refine.ts'
import { render } from './render.ts'
import { rerun } from './rerun.ts'

const JOBS: Readonly<Record<string, Ref>> = {
  motion: { rid: 'm/1', variants: 2, seconds: 4 },
  untimed: { rid: 'm/2', variants: 8 },
  picture: { rid: 'p1', variants: null },
  prompt: { promptRid: 'q1' },
  running: { rid: 'running', variants: 1 },
  failed: { rid: 'failed', variants: 1 },
  gone: { rid: 'gone', variants: 1 },
}

/** Every operation that goes on from a motion, with the least it takes beside that. */
const EDITS: Readonly<Record<string, readonly [operation: AnyOperation<SayMotionClient>, least: object]>> = {
  inpaint: [inpaint, { prompt: 'jumps', intervals: [{ start: 1, end: 2 }] }],
  merge: [merge, { prompt: 'turns' }],
  loop: [loop, {}],
  refine: [refine, {}],
  rerun: [rerun, { character: 'c1' }],
  render: [render, {}],
}
const each = Object.entries(EDITS).map(([name, [operation, least]]) => [name, operation, least] as const)

function start(jobs = JOBS) {
  const service = scriptedSayMotion()
  service.on('/job/v1/process/', json({ rid: 'new' }))
  service.on('/job/v1/status/', ({ url }) => {
    const rid = decodeURIComponent(url.pathname.split('/').pop() ?? '')
    const status = { running: 'PROGRESS', failed: 'FAILURE' }[rid] ?? 'SUCCESS'
    return json({ status: rid === 'gone' ? [] : [{ rid, status, details: {} }] })
  })
  service.on('/character/v1/listModels', json({ list: [{ id: 'c1', name: 'Ada' }] }))
  service.on(
    '/account/v1/creditBalance',
    json({ credits: 9, subscription: { featureLimits: { maxVariantsGeneration: 4 } } }),
  )
  return { service, context: lend(service, jobs) }
}

async function parse(operation: AnyOperation<SayMotionClient>, input: unknown) {
  const result = await operation.input['~standard'].validate(input)
  if (result.issues === undefined) return { value: result.value as unknown, issues: [] }
  const issues = result.issues.map((issue: { path?: readonly unknown[]; message: string }) => ({
    path: (issue.path ?? []).join('.'),
    message: issue.message,
  }))
  return { value: undefined, issues }
}

const prepare = async (
  operation: AnyOperation<SayMotionClient>,
  input: object,
  { context }: ReturnType<typeof start>,
): Promise<unknown> => {
  const { value, issues } = await parse(operation, input)
  if (issues.length > 0) throw new Error(JSON.stringify(issues))
  return operation.prepare?.(value, context)
}

/** What leaves for an input that went through the schema and `prepare`, and what the job is known by then. */
async function sentFor(operation: AnyOperation<SayMotionClient>, input: object) {
  const run = start()
  const prepared = await prepare(operation, input, run)
  const ref: unknown = await operation.submit(prepared, run.context)
  const [sent, ...more] = run.service.to('/job/v1/process/')
  expect(more).toEqual([])
  if (sent === undefined) throw new Error('Nothing was sent.')
  const { params } = sent.body as { readonly params: readonly string[] }
  return { ref, path: sent.url.pathname, params }
}

/** A parameter that holds JSON, read as a server would. */
const held = (params: readonly string[], key: string): unknown =>
  JSON.parse(params.find((param) => param.startsWith(`${key}=`))?.slice(key.length + 1) ?? 'null')

describe.each(each)('%s', (_, operation, least) => {
  test.each([
    ['no job of the owner', { job: 'unknown' }, 'job'],
    ['a render', { job: 'picture' }, 'job'],
    ['a prompt', { job: 'prompt' }, 'job'],
    ['a motion that is not done', { job: 'running' }, 'job'],
    ['a motion that failed', { job: 'failed' }, 'job'],
    ['a motion that is gone', { job: 'gone' }, 'job'],
    ['a variant that was never made', { job: 'motion', variant: 3 }, 'variant'],
  ])('of %s is refused before anything is sent', async (__, motion, path) => {
    const run = start()
    expect(await refusalOf(prepare(operation, { ...least, ...motion }, run))).toMatchObject({
      code: 'invalid-input',
      issues: [{ path }],
    })
    expect(run.service.to('/job/v1/process/')).toEqual([])
  })

  test('of a finished motion may start', async () => {
    expect(await prepare(operation, { ...least, job: 'motion', variant: 2 }, start())).toMatchObject({
      job: 'motion',
      variant: 2,
    })
  })

  test('whose motion cannot be looked up sends nothing', async () => {
    const run = start()
    const { value } = await parse(operation, { ...least, job: 'motion' })
    const context = { ...run.context, refOf: () => Promise.reject(new Error('database is down')) }
    expect(await refusalOf(operation.submit(value, context))).toMatchObject({ code: 'not-submitted' })
    expect(run.service.sent).toEqual([])
  })

  test('whose reply is lost cannot be told once its motion is gone', async () => {
    const { value } = await parse(operation, { ...least, job: 'motion' })
    const attempt = { jobId: 'job-1', input: value, submittedAt: 0, claimed: [] }
    expect(await operation.find?.(attempt, start({}).context)).toBe('unknowable')
  })
})

test('inpaint sends its intervals, and knows how long the motion stays', async () => {
  const intervals = [
    { start: 0, end: 1.25 },
    { start: 1.25, end: 4 },
  ]
  const { ref, path, params } = await sentFor(inpaint, { job: 'motion', prompt: 'jumps, high', intervals })
  expect(ref).toEqual({ rid: 'new', variants: 1, seconds: 4 })
  expect(path).toBe('/job/v1/process/text2motion')
  expect(params.slice(0, 2)).toEqual(['t2m_rid=m/1', 'variant_id=1'])
  expect(params).toHaveLength(3)
  expect(held(params, 'inPaintingRequest')).toEqual({ prompt: 'jumps, high', intervals })
})

const made = { prompt: 'jumps', job: 'motion' }
test.each([
  [{ intervals: [] }, 'intervals', /1 to 100 intervals/],
  [{ intervals: undefined }, 'intervals', /1 to 100 intervals/],
  [{ intervals: [{ start: -1, end: 2 }] }, 'intervals.0.start', /from 0/],
  [{ intervals: [{ start: 0, end: Infinity }] }, 'intervals.0.end', /number of seconds/],
  [{ intervals: [{ start: 2, end: 2 }] }, 'intervals.0.end', /after the start/],
  [
    {
      intervals: [
        { start: 1, end: 2 },
        { start: 1.9, end: 3 },
      ],
    },
    'intervals.1.start',
    /2 or later: .* do not overlap/,
  ],
  [{ intervals: [{ start: 0, end: 1, prompt: 'x' }] }, 'intervals.0', /^Unknown: prompt/],
  [{ prompt: '' }, 'prompt', /1 to 2000 characters/],
  [{ prompt: 'jumps, seed=1' }, 'prompt', /reads like a parameter/],
])('inpaint names the field and what is allowed: %j', async (change, path, message) => {
  const intervals = [{ start: 0, end: 1 }]
  expect((await parse(inpaint, { ...made, intervals, ...change })).issues).toEqual([
    { path, message: expect.stringMatching(message) },
  ])
})

test('inpaint stays within a motion whose length is known', async () => {
  const intervals = [
    { start: 0, end: 1 },
    { start: 3, end: 4.1 },
  ]
  expect(await refusalOf(prepare(inpaint, { ...made, intervals }, start()))).toMatchObject({
    code: 'invalid-input',
    issues: [{ path: 'intervals.1.end', message: 'Must be up to 4: the motion has 4 seconds.' }],
  })
  await prepare(inpaint, { ...made, job: 'untimed', intervals }, start())
})

test('merge names the second motion within, the same job unless told', async () => {
  const { ref, params } = await sentFor(merge, { job: 'motion', variant: 2, prompt: 'turns' })
  expect(ref).toEqual({ rid: 'new', variants: 1 })
  expect(params.slice(0, 2)).toEqual(['t2m_rid=m/1', 'variant_id=2'])
  expect(held(params, 'mergingRequest')).toEqual({ t2m_rid: 'm/1', variant_id: 1, prompt: 'turns' })

  const second = { job: 'untimed', variant: 7 }
  const trims = { trimLeftFrames: 5, trimRightFrames: 0, blendSeconds: 0.5 }
  const other = await sentFor(merge, { job: 'motion', with: second, prompt: 'turns', ...trims })
  expect(held(other.params, 'mergingRequest')).toEqual({
    t2m_rid: 'm/2',
    variant_id: 7,
    prompt: 'turns',
    editRequest: { numTrimLeft: 5, numTrimRight: 0 },
    blendDuration: 0.5,
  })
})

test('merge keeps the second motion with the job', async () => {
  const input = { job: 'motion', prompt: 'turns', with: { variant: 2 } }
  expect(await prepare(merge, input, start())).toMatchObject({ with: { job: 'motion', variant: 2 } })
})

test.each([
  [{ variant: 3 }, 'with.variant'],
  [{ job: 'untimed', variant: 8 }, null],
  [{ job: 'picture' }, 'with.job'],
  [{ job: 'running' }, 'with.job'],
  [{ job: 'unknown' }, 'with.job'],
])('merge with %j names the field of the second motion: %s', async (second, path) => {
  const merging = prepare(merge, { job: 'motion', prompt: 'turns', with: second }, start())
  if (path === null) await merging
  else expect(await refusalOf(merging)).toMatchObject({ code: 'invalid-input', issues: [{ path }] })
})

test('loop sends the least that was asked for, and all that there is', async () => {
  const { ref, params } = await sentFor(loop, { job: 'motion' })
  expect(ref).toEqual({ rid: 'new', variants: 1 })
  expect(params).toEqual(['t2m_rid=m/1', 'variant_id=1', 'loopRequest={"numReps":1}'])

  const all = await sentFor(loop, {
    job: 'motion',
    variant: 2,
    prompt: 'goes back',
    repetitions: 3,
    blendSeconds: 0.5,
    fixRootMode: 'locked',
    fixRootAltitude: true,
    fixRootHorizontal: false,
    fixRootOrientation: true,
    acrossEntireMotion: false,
  })
  expect(held(all.params, 'loopRequest')).toEqual({
    prompt: 'goes back',
    numReps: 3,
    blendDuration: 0.5,
    fixRootMode: 'LOCKED',
    fixRootPositionAltitude: 1,
    fixRootPositionHorizontal: 0,
    fixRootOrientation: 1,
    fixAcrossEntireMotion: 0,
  })
})

test('refine sends how many variants beside its request', async () => {
  const { ref, params } = await sentFor(refine, {
    job: 'motion',
    variant: 2,
    prompt: 'slower',
    creativity: 0,
    variants: 3,
  })
  expect(ref).toEqual({ rid: 'new', variants: 3, seconds: 4 })
  expect(params.slice(0, 2)).toEqual(['t2m_rid=m/1', 'variant_id=2'])
  expect(params).toContain('numVariant=3')
  expect(held(params, 'refineRequest')).toEqual({ prompt: 'slower', creativity: 0 })
  expect(await refusalOf(prepare(refine, { job: 'motion', variants: 5 }, start()))).toMatchObject({
    code: 'invalid-input',
    issues: [{ path: 'variants' }],
  })
})

test('rerun sends the options of a new motion, and no number of variants', async () => {
  const { ref, params } = await sentFor(rerun, {
    job: 'motion',
    variant: 2,
    character: 'c1',
    durationSeconds: 3,
    physicsFilter: false,
    footLocking: 'never',
    poseFilteringStrength: 0.5,
    skipFbx: true,
  })
  expect(ref).toEqual({ rid: 'new', variants: 1, seconds: 3 })
  expect(params).toEqual([
    't2m_rid=m/1',
    'variant_id=2',
    'model=c1',
    'requestedAnimationDuration=3',
    'dis=s',
    'footLockingMode=never',
    'poseFilteringStrength=0.5',
    'skipFBX=1',
    'rerunRequest={"rerun":1}',
  ])
  const off = await sentFor(rerun, { job: 'motion', character: 'c1', rerun: false })
  expect(off.params).toContain('rerunRequest={"rerun":0}')
  expect((await parse(rerun, { job: 'motion', character: 'c1', variants: 2 })).issues).toHaveLength(1)
  expect(await refusalOf(prepare(rerun, { job: 'motion', character: 'c9' }, start()))).toMatchObject({
    code: 'invalid-input',
    issues: [{ path: 'character' }],
  })
})

test.each([
  [merge, { prompt: 'x', trimLeftFrames: -1 }, 'trimLeftFrames', /whole number from 0/],
  [merge, { prompt: 'x', trimRightFrames: 0.5 }, 'trimRightFrames', /whole number from 0/],
  [merge, { prompt: 'x', blendSeconds: -0.1 }, 'blendSeconds', /0 to 10 seconds/],
  [merge, { prompt: 'x', with: { rid: 'm/1' } }, 'with', /^Unknown: rid/],
  [merge, { prompt: 'x', with: { variant: 9 } }, 'with.variant', /from 1 to 8/],
  [loop, { repetitions: 0 }, 'repetitions', /whole number from 1/],
  [loop, { fixRootMode: 'LOCKED' }, 'fixRootMode', /'interpolation', 'locked'/],
  [loop, { fixRootAltitude: 1 }, 'fixRootAltitude', /true or false/],
  [refine, { creativity: 1.1 }, 'creativity', /from 0 to 1/],
  [refine, { variants: 9 }, 'variants', /from 1 to 8/],
  [rerun, {}, 'character', /characters call/],
  [rerun, { character: 'c1', durationSeconds: 11 }, 'durationSeconds', /up to 10 seconds/],
  [render, { job: '' }, 'job', /Must be the id of a SayMotion job/],
])('edits name the field and what is allowed: %#', async (operation, change, path, message) => {
  expect((await parse(operation, { job: 'motion', ...change })).issues).toEqual([
    { path, message: expect.stringMatching(message) },
  ])
})
