import { type Answer, isRefusal, JobError, type Json } from '@onetake/core'
import { endure, hostileAnswers, json, lend, type ScriptedService } from '@onetake/provider-kit/testing'
import { expect, test } from 'vitest'
import { CREDENTIALS, scriptedSayMotion } from '../../test/lend.ts'
import { accountJobs } from './account-jobs.ts'
import { cancel } from './cancel.ts'
import { characters, deleteCharacter } from './characters.ts'
import { connectSayMotion, type SayMotionClient } from './client.ts'
import { credits } from './credits.ts'
import { download } from './download.ts'
import { importAnimate3d } from './import-animate3d.ts'
import { loop } from './loop.ts'
import { optimizePrompt } from './optimize-prompt.ts'
import { render } from './render.ts'
import { status } from './status.ts'
import { text2motion } from './text2motion.ts'
import { uploadCharacter } from './upload-character.ts'

type Context = ReturnType<typeof lend<SayMotionClient>>

interface Question {
  /** Where the hostile answer comes from. */
  readonly path: string
  readonly valid: unknown
  ask(context: Context, service: ScriptedService): Promise<unknown>
}

const LINK = 'https://storage.googleapis.com/bucket/take.bvh'
const AT = 1_800_000_000_000
const LINKS = {
  count: 1,
  links: [{ rid: 'r1', variantDownloadStatus: true, urls: [{ name: 'take', files: [{ bvh: LINK }] }] }],
}
const DONE = { count: 1, status: [{ rid: 'r1', status: 'SUCCESS', details: { in: null, out: [] } }] }
const LIST = {
  list: [
    {
      rid: 'r1',
      processor: 'text2motion',
      status: 'SUCCESS',
      parameters: { t2m_rid: 'm1', variant_id: '1', loopRequest: '{"numReps": 2}' },
      variants: { 1: { download: true } },
      chargedAmount: 1,
      ctime: AT,
      mtime: AT,
    },
  ],
}
const attempt = { jobId: 'job-1', submittedAt: AT, claimed: [] }
const refs = [
  { rid: 'r1', variants: 1 },
  { rid: 'r2', variants: null },
]

/**
 * One answer for each ref, each a report in our own words or why there is none, and no address in any of them.
 *
 * @throws JobError The first reason why there is none.
 */
async function reports(
  asked: Promise<readonly Answer[]>,
  count: number,
): Promise<readonly Exclude<Answer, JobError>[]> {
  const answers = await asked
  expect(answers).toHaveLength(count)
  expect(JSON.stringify(answers)).not.toContain('https://')
  return answers.map((answer) => {
    if (JobError.is(answer)) throw answer
    const { status: word, progress, position } = { progress: 0, position: 0, ...answer }
    expect(['queued', 'running', 'succeeded', 'failed', 'canceled']).toContain(word)
    expect(progress ?? 0).toSatisfy((value: number) => value >= 0 && value <= 1)
    expect(position ?? 0).toSatisfy((value: number) => Number.isInteger(value) && value >= 0)
    return answer
  })
}

/** One request, and a handle that can be asked about; else a refusal, or an unconfirmed job. */
const submitted =
  (path: string, submit: (context: Context) => Promise<Json>) =>
  async (context: Context, service: ScriptedService): Promise<void> => {
    try {
      expect(JSON.stringify(await submit(context))).toMatch(/[rR]id":"./)
    } catch (error) {
      const isLost = JobError.is(error) && error.code === 'unconfirmed'
      expect(isLost || isRefusal(error)).toBe(true)
      throw error
    } finally {
      expect(service.to(path)).toHaveLength(1)
    }
  }

/** What a call tells leaves the server, so it is nothing but JSON. */
async function told(called: Promise<unknown>): Promise<void> {
  expect(await called).toSatisfy(isJson)
}

function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isJson)
  return value === null || typeof value === 'string' || typeof value === 'boolean'
}

const QUESTIONS: Readonly<Record<string, Question>> = {
  'how jobs stand': {
    path: '/job/v1/status/',
    valid: {
      count: 2,
      status: [
        { rid: 'r1', status: 'PROGRESS', positionInQueue: 2, details: { step: 1, total: 4 } },
        { rid: 'r2', status: 'FAILURE', details: { exc_message: ['101', '599'], exc_type: 'Error' } },
      ],
    },
    ask: (context) => reports(status(refs, context), 2),
  },
  'which files there are': {
    path: '/job/v1/download/',
    valid: LINKS,
    ask: (context) => reports(status(refs.slice(0, 1), context), 1),
  },
  'why a variant is refused': {
    path: '/job/v1/list/',
    valid: LIST,
    async ask(context, service) {
      service.on('/job/v1/download/', json({ links: [{ rid: 'r1', variantDownloadStatus: false }] }))
      const [report] = await reports(status(refs.slice(0, 1), context), 1)
      // Where the list is of no help, credits are the likelier reason.
      if (report?.status !== 'failed') throw new Error('A job whose every variant is refused has failed.')
      if (report.error.code !== 'insufficient-credits') throw new JobError(report.error.code, '')
    },
  },
  'a fresh link': {
    path: '/job/v1/download/',
    valid: LINKS,
    async ask(context, service) {
      const source = { rid: 'r1', variant: 1, group: 'take', type: 'bvh' } as const
      await (await download(source, context)).text()
      expect(service.sent.every(({ url }) => /^(say\.test|storage\.googleapis\.com)$/.test(url.host))).toBe(
        true,
      )
    },
  },
  'the bytes of a file': {
    path: LINK,
    valid: 'HIERARCHY',
    async ask(context) {
      const source = { rid: 'r1', variant: 1, group: 'take', type: 'bvh' } as const
      await (await download(source, context)).body?.cancel()
    },
  },
  'how prompts stand': {
    path: '/prompt/v1/status/',
    valid: { status: [{ rid: 'q1', status: 'SUCCESS', details: { in: null, out: '["a","b"]' } }] },
    ask: (context) => reports(optimizePrompt.status([{ promptRid: 'q1' }], context), 1),
  },
  'a new motion': {
    path: '/job/v1/process/',
    valid: { rid: 'new' },
    ask: submitted('/job/v1/process/', (context) =>
      text2motion.submit({ prompt: 'waves', character: 'c1', variants: 1 }, context),
    ),
  },
  'a new import': {
    path: '/job/v1/import/',
    valid: { rid: 'new' },
    ask: submitted('/job/v1/import/', (context) =>
      importAnimate3d.submit({ requestId: 'a1', character: 'c1' }, context),
    ),
  },
  'a new prompt': {
    path: '/prompt/v1/optimize',
    valid: { rid: 'new' },
    ask: submitted('/prompt/v1/optimize', (context) =>
      optimizePrompt.submit({ prompt: 'waves', breakIntoActions: false }, context),
    ),
  },
  'whether an edit arrived': {
    path: '/job/v1/list/',
    valid: LIST,
    async ask(context) {
      const input = { job: 'j1', variant: 1, repetitions: 2 }
      const found = await loop.find?.({ ...attempt, input }, context)
      if (typeof found === 'object') expect(found.rid).not.toBe('')
    },
  },
  'whether an import arrived': {
    path: '/job/v1/list',
    valid: LIST,
    ask: async (context) =>
      expect(['absent', 'unknowable']).toContain(
        await importAnimate3d.find?.({ ...attempt, input: { requestId: 'a1' } }, context),
      ),
  },
  'whether a motion can be continued': {
    path: '/job/v1/status/',
    valid: { status: [{ rid: 'm1', status: 'SUCCESS' }] },
    ask: async (context) => render.prepare?.({ job: 'j1', variant: 1 }, context),
  },
  'whether it stopped': {
    path: '/job/v1/cancel/',
    valid: { result: true },
    ask: (context) => cancel({ rid: 'r1', variants: 1 }, context),
  },
  'who can be animated': {
    path: '/character/v1/listModels',
    valid: { count: 2, list: [{ id: 'c1', name: 'Ada' }, { Id: 'c2' }] },
    ask: (context) => told(characters.run({ kind: 'all' }, context)),
  },
  'where a character goes': {
    path: '/character/v1/getModelUploadUrl',
    valid: { modelUrl: 'https://storage.googleapis.com/up?sig=1', thumbUrl: null },
    async ask(context, service) {
      const location = 'https://storage.googleapis.com/session'
      service.on('https://storage.googleapis.com/up', new Response('', { headers: { location } }))
      service.on(location, new Response(''))
      await told(uploadCharacter.run({ model: 'hero', name: 'Hero' }, context))
    },
  },
  'a new character': {
    path: '/character/v1/storeModel',
    valid: { modelId: 'c1', faceDataType: 0, handDataType: 1 },
    ask: (context) => told(uploadCharacter.run({ model: 'https://x.test/a.glb', name: 'Hero' }, context)),
  },
  'whether a character went': {
    path: '/character/v1/deleteModel/',
    valid: { count: 1 },
    ask: (context) => told(deleteCharacter.run({ id: 'c1' }, context)),
  },
  'the jobs of the account': {
    path: '/job/v1/list',
    valid: LIST,
    ask: (context) => told(accountJobs.run({}, context)),
  },
  'credits left': {
    path: '/account/v1/creditBalance',
    valid: {
      credits: 12.5,
      subscription: {
        name: 'Studio',
        credits: 100,
        featureLimits: { maxVariantsGeneration: 4 },
        currentPeriod: { start: AT, end: '2027-02-01T00:00:00Z' },
      },
    },
    ask: (context) => told(credits.run({}, context)),
  },
}

const names = Object.keys(QUESTIONS)
/** 20,000 in all. */
const COUNT = Math.ceil(20_000 / names.length)
const hero = {
  id: 'hero',
  name: 'hero.glb',
  mediaType: 'model/gltf-binary',
  bytes: 4,
  stream: () => new Blob(['glTF']).stream(),
}

test.each(Object.entries(QUESTIONS))(
  '%s: whatever is answered, it ends, and in our words',
  async (name, question) => {
    let line = connect()
    const answers = hostileAnswers(question.valid, { seed: names.indexOf(name) + 1, count: COUNT })
    const outcomes = await endure(answers, async (answer) => {
      const { service, context } = line
      service.sent.length = 0
      service.on(question.path, () => answer.reply())
      try {
        await question.ask(context, service)
      } catch (error) {
        // Credentials that were refused are not tried again for a while.
        if (JobError.is(error) && error.code === 'credentials-refused') line = connect()
        throw error
      }
    })
    // Something of everything: answers that are all refused, or all believed, would test nothing.
    expect(outcomes).toMatchObject({ value: expect.any(Number) })
    expect(Object.keys(outcomes).length).toBeGreaterThan(1)
  },
)

/** A service that is well, but for what a question puts in its place. */
function connect() {
  const service = scriptedSayMotion()
  service.on('/job/v1/status/', json(DONE))
  service.on('/job/v1/download/', json(LINKS))
  service.on('/character/v1/storeModel', json({ modelId: 'c1' }))
  service.on(LINK, () => new Response('HIERARCHY'))
  const context = lend(connectSayMotion(CREDENTIALS, service.io), {
    jobs: { j1: { rid: 'm1', variants: 1 } },
    uploads: { hero },
  })
  return { service, context }
}
