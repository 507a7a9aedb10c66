import { JobError } from '@onetake/core'
import { endure, hostileAnswers, json } from '@onetake/provider-kit/testing'
import { expect, test } from 'vitest'
import { AT, detection, downloads, lent, multi, scriptedAnimate3D, single } from '../../test/animate3d.ts'
import { uploadOf } from '../../test/upload-of.ts'
import { animate3d } from './animate3d.ts'
import { download } from './download.ts'
import { multiPerson } from './multi-person.ts'
import { status } from './status.ts'
import { video2anim } from './video2anim.ts'

const { calls } = animate3d({ clientId: 'a', clientSecret: 'b' })
const LINK = 'https://storage.googleapis.com/b/'
const DETECTED = { detectionResults: [[{ id: 1 }, { id: 2 }], [{ id: 1 }]] }
const FILES = downloads(
  'r1',
  {
    clip: ['bvh', 'fbx'],
    clip_001: ['glb'],
    characters_detection_result: ['cdsave'],
    thumbnail_character_001: ['png'],
  },
  { mode: 1, models: [{ trackingId: '001', modelId: 'c1' }] },
)
const LISTED = {
  list: [
    {
      rid: 'r1',
      fileName: 'onetake-job-1.mp4',
      status: 'PROGRESS',
      ctime: AT,
      mtime: AT,
      mode: 1,
      models: [{}],
    },
  ],
}
const WEBHOOK = { id: 'w', url: 'https://me.test/', events: ['job.completed'], deleted: true, endpoints: [] }

function start() {
  const service = scriptedAnimate3D()
  service.on('/status/', json({ status: [{ rid: 'r1', status: 'SUCCESS' }] }))
  service.on('/download/', json(FILES))
  service.on('/list/', json(LISTED))
  service.on('/character/storeModel', json({ modelId: 'm1' }))
  service.on(`${LINK}characters_detection_result`, json(DETECTED))
  const context = lent(service, {
    jobs: { found: detection('r1') },
    uploads: { clip: uploadOf(new Uint8Array(10)), body: uploadOf(new Uint8Array(4), { name: 'a.fbx' }) },
  })
  return { service, context }
}

type Lent = ReturnType<typeof start>['context']

/** Each answer that the provider reads: where it comes from, a good one, and what reads it. */
const READS: readonly [
  title: string,
  path: string,
  valid: unknown,
  read: (context: Lent) => Promise<unknown>,
][] = [
  [
    'a status',
    '/status/',
    {
      count: 1,
      status: [{ rid: 'r1', status: 'PROGRESS', details: { step: 3, total: 10 }, positionInQueue: 2 }],
    },
    reports,
  ],
  [
    'a failure',
    '/status/',
    {
      count: 1,
      status: [{ rid: 'r1', status: 'FAILURE', details: { exc_message: ['101'], exc_type: 'X' } }],
    },
    reports,
  ],
  ['the files of a job', '/download/', FILES, reports],
  ['a detection result', `${LINK}characters_detection_result`, DETECTED, reports],
  [
    'the link of a file',
    '/download/',
    FILES,
    (context) => download({ rid: 'r1', group: 'clip', type: 'bvh' }, context),
  ],
  [
    'an address for an upload',
    '/upload',
    { url: `${LINK}clip?sig=canary` },
    (context) => Promise.resolve(video2anim.stage?.({ video: 'clip' }, context)),
  ],
  ['a list of jobs', '/list/', LISTED, find],
  [
    'a list of characters',
    '/character/listModels',
    { list: [{ id: 'c1', name: 'Ada' }] },
    (context) => Promise.resolve(video2anim.prepare?.({ video: 'clip' }, context)),
  ],
  [
    'characters',
    '/character/listModels',
    [{ Id: 'c1', name: 'Ada' }],
    (context) => calls['characters.list'].run({ kind: 'all' }, context),
  ],
  [
    'addresses for a character',
    '/character/getModelUploadUrl',
    { modelUrl: `${LINK}clip?sig=canary`, thumbUrl: null },
    (context) => calls['characters.upload'].run({ model: 'body', createThumbnail: false }, context),
  ],
  [
    'a new character',
    '/character/storeModel',
    { modelId: 'm' },
    (context) =>
      calls['characters.upload'].run({ model: 'https://x.test/a.fbx', createThumbnail: false }, context),
  ],
  [
    'a deletion',
    '/character/deleteModel/',
    { count: 1 },
    (context) => calls['characters.delete'].run({ id: 'c' }, context),
  ],
  ['credits', '/account/creditBalance', { credits: 1.5 }, (context) => calls.credits.run({}, context)],
  [
    'the jobs of the account',
    '/list/',
    LISTED,
    (context) => calls['jobs.list'].run({ statuses: ['running'] }, context),
  ],
  [
    'a look at a video',
    '/videoInfo',
    { width: 1, height: 1, fps: 30, duration: 1, codec: 'h264', size: 1 },
    (context) => calls.videoInfo.run({ video: 'clip' }, context),
  ],
  ['a webhook', '/webhook_endpoints', WEBHOOK, (context) => calls['webhooks.get'].run({ id: 'w' }, context)],
  [
    'webhooks',
    '/webhook_endpoints',
    { endpoints: [WEBHOOK] },
    (context) => calls['webhooks.list'].run({}, context),
  ],
  [
    'a webhook that is removed',
    '/webhook_endpoints',
    WEBHOOK,
    (context) => calls['webhooks.delete'].run({ id: 'w' }, context),
  ],
  [
    'persons to animate',
    '/download/',
    FILES,
    (context) =>
      Promise.resolve(multiPerson.prepare?.({ job: 'found', persons: [{ trackingId: '001' }] }, context)),
  ],
]
/** Far more than it takes, on a machine that has other things to do. In ms. */
const PATIENCE = 120_000
const EACH = Math.ceil(20_000 / (READS.length + 1))

/** Jobs of every kind at once. What is said of each is a report, or a JobError. */
async function reports(context: Lent): Promise<void> {
  const answers = await status([single('r1'), detection('r1'), multi('r1')], context)
  expect(answers).toHaveLength(3)
  for (const answer of answers) {
    if (JobError.is(answer)) {
      expect(answer.code).not.toBe('internal')
      continue
    }
    expect(['queued', 'running', 'succeeded', 'failed']).toContain(answer.status)
    if (answer.status === 'running' && answer.progress !== null) {
      expect(answer.progress).toBeGreaterThanOrEqual(0)
      expect(answer.progress).toBeLessThanOrEqual(1)
    }
    if (answer.status === 'queued' && answer.position !== null)
      expect(answer.position).toBeGreaterThanOrEqual(0)
    // A source stays on the server; whatever the service calls a file may be in it.
    expect(JSON.stringify(answer, (key, value) => (key === 'source' ? null : value))).not.toContain('canary')
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer)
  }
}

async function find(context: Lent): Promise<void> {
  const attempt = { jobId: 'job-1', input: { video: 'clip' }, submittedAt: AT, claimed: [] }
  const found = await video2anim.find?.(attempt, context)
  if (typeof found !== 'string') expect(found?.rid).toMatch(/./)
}

test.each(READS)(
  `%s: ${EACH} hostile answers are values or JobErrors, and none hangs`,
  async (_, path, valid, read) => {
    const { service, context } = start()
    const outcomes = await endure(
      hostileAnswers(valid, { seed: path.length, count: EACH }),
      async ({ reply }) => {
        service.on(path, reply)
        // A session that was refused is left alone for a minute, which would make the rest of the answers unread.
        service.pass(120_000)
        service.sent.length = 0
        await read(context)
        // Nothing is asked for without end because of one answer.
        expect(service.sent.length).toBeLessThan(30)
        for (const { url } of service.sent)
          expect(['animate.test', 'storage.googleapis.com']).toContain(url.host)
      },
    )
    expect(outcomes['value']).toBeGreaterThan(0)
  },
  PATIENCE,
)

test(
  `a submit: ${EACH} hostile answers are refusals, or unconfirmed, and each is one request`,
  async () => {
    const { service, context } = start()
    const outcomes = await endure(
      hostileAnswers({ rid: 'r1' }, { seed: 7, count: EACH }),
      async ({ reply }) => {
        service.on('/process', reply)
        service.pass(120_000)
        service.sent.length = 0
        const run = video2anim.submit(
          { video: 'clip', character: 'c1' },
          { ...context, staged: 'https://x.test' },
        )
        const thrown = await run.then(
          () => null,
          (error: unknown) => error,
        )
        expect(service.to('/process')).toHaveLength(1)
        if (thrown !== null) throw thrown
      },
    )
    expect(outcomes['value']).toBeGreaterThan(0)
    expect(outcomes['unconfirmed']).toBeGreaterThan(0)
    expect(outcomes).not.toHaveProperty('provider-unavailable')
  },
  PATIENCE,
)
