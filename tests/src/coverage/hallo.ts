import { provenIn, rowsOf, type WrittenRow } from './row.ts'

const FOLDER = 'packages/provider-hallo/src'
const talk = provenIn(`${FOLDER}/talk.test.ts`)
const calls = provenIn(`${FOLDER}/calls.test.ts`)
const status = provenIn(`${FOLDER}/status.test.ts`)
const emulated = provenIn(`${FOLDER}/emulator.test.ts`)
const emulator = provenIn('packages/emulator/src/hallo/hallo.test.ts')
const fastapi = provenIn('packages/emulator/src/fastapi/fastapi.test.ts')
const python = provenIn('packages/emulator/test/python-requests.test.ts')
const service = provenIn('packages/provider-kit/src/service.test.ts')
const poller = provenIn('packages/server/src/poller.test.ts')
const suite = provenIn('packages/core/src/testing/test-provider.ts')
const engine = provenIn('packages/server/src/create-engine.test.ts')
const sniff = provenIn('packages/server/src/sniff.test.ts')
const wire = provenIn('packages/core/src/testing/test-wire.ts')
const client = provenIn('packages/core/src/client/jobs-client.test.ts')
const cli = provenIn('packages/cli/test/cli.test.ts')

const START = 'POST /api/v1/inference/hallo2'
const CONFIG = 'POST /api/v1/inference/hallo2/config'
const TASK = 'GET /api/v1/tasks/{task_id}'
const VIDEO = 'GET /api/v1/tasks/{task_id}/video'
const LOGS = 'POST /api/v1/tasks/{task_id}/logs'
const CANCEL = 'DELETE /api/v1/tasks/{task_id}'
const TASKS = 'GET /api/v1/tasks'

const HEALTH = calls('is what the document shows')
const DETAIL = calls('in detail is what the document shows')
const SENT = talk('sends both files under names of ours, and of the cache only what was told')
const KINDS = talk('of %s and %s ends their names as Hallo wants them')
const REFUSED = talk('with %s never leaves, and is not stored')
const CONFIGURED = calls('sends what was told under the names of Hallo')
const STANDING = status('that is %s is told so')
const FAILED = status('that failed with %j says so')
const LOGGED = calls('are asked for by a POST without a body, by our id')
const LISTED = calls('says how busy Hallo is, and nothing by which a task could be had')
const MANY = status('are one question, answered in the order they were asked for')
const TIMES = engine('says when it was started and when it changed, by the clock of the server')

const health = (path: string, call: string, proof: typeof HEALTH, fields: readonly string[]) =>
  fields.map((field): WrittenRow => [`GET ${path} → ${field}`, call, proof])

/** Emo Hallo API document, v1. */
export const halloRows = rowsOf('hallo', [
  [
    'http://localhost:8001',
    'hallo({ url })',
    service('a service without credentials may be anywhere on the network'),
  ],
  ['/api/v1', 'hallo.talk', suite('takes a job from its submit to its files')],
  ['/docs', 'emulator /docs', fastapi('shows a page that takes everything from here')],
  ['/redoc', 'emulator /docs', fastapi('shows a page that takes everything from here')],

  ['GET /health', 'hallo.health', HEALTH],
  ...health('/health', 'hallo.health', HEALTH, ['status', 'gpu_available', 'gpu_count', 'gpu_name']),
  ['GET /api/v1/health', 'hallo.health.detailed', DETAIL],
  ...health('/api/v1/health', 'hallo.health.detailed', DETAIL, [
    'status',
    'timestamp',
    'uptime',
    'models_loaded',
    'gpu.available',
    'gpu.count',
    'gpu.devices.index',
    'gpu.devices.name',
    'gpu.devices.memory_allocated',
    'gpu.devices.memory_total',
    'tasks.queued',
    'tasks.running',
    'tasks.completed',
    'tasks.failed',
  ]),

  [START, 'hallo.talk', SENT],
  [`${START} · image_file`, 'hallo.talk#image', SENT],
  [`${START} · audio_file`, 'hallo.talk#audio', SENT],
  [`${START} · use_cache`, 'hallo.talk#useCache', SENT],
  ['image_file: JPG, PNG', 'hallo.talk#image', KINDS],
  ['audio_file: WAV, MP3, OGG, M4A', 'hallo.talk#audio', KINDS],
  ['image_file, audio_file: required', 'hallo.talk', talk('the input %j has %i problems')],
  [`${START} → task_id`, 'job.id', engine('keeps its ref and its sources to itself')],
  [`${START} → status`, 'hallo.talk', SENT],
  [`${START} → message`, 'hallo.talk', SENT],
  [
    `${START} → 400 Invalid image file format`,
    "error 'invalid-input'",
    talk('that is refused with %i is told in the words of Hallo'),
  ],
  [
    `${START} → 500 Failed to submit task`,
    "error 'unconfirmed'",
    talk('that meets %s is sent once, and is no refusal'),
  ],

  [CONFIG, 'hallo.config', CONFIGURED],
  [`${CONFIG} · guidance_scale`, 'hallo.config#guidanceScale', CONFIGURED],
  [`${CONFIG} · inference_steps`, 'hallo.config#inferenceSteps', CONFIGURED],
  [`${CONFIG} · enable_cache`, 'hallo.config#enableCache', CONFIGURED],
  [`${CONFIG} → status`, 'hallo.config', CONFIGURED],
  [`${CONFIG} → message`, 'hallo.config', CONFIGURED],

  // The task by itself is what a cancel looks at; jobs are asked about together, in the list of all.
  [TASK, 'operation.status', MANY],
  [`${TASK} · task_id`, 'operation.status', status('of a task that Hallo %s on is a conflict')],
  [`${TASK} → task_id`, 'operation.status', MANY],
  [`${TASK} → status`, 'operation.status', STANDING],
  [`${TASK} → progress`, 'running.progress', status('whose progress is %j has come as far as %j')],
  [`${TASK} → status_message`, 'running.message', STANDING],
  [
    `${TASK} → result`,
    'succeeded.output',
    status('is nothing but a report: the path of its video stays at Hallo'),
  ],
  [`${TASK} → error`, 'failed.error', FAILED],
  // Our own times, but in the list of tasks, which tells those of Hallo.
  [`${TASK} → created_at`, 'job.createdAt', TIMES],
  [`${TASK} → updated_at`, 'job.updatedAt', TIMES],
  ['queued', "status 'queued'", STANDING],
  ['processing', "status 'running'", STANDING],
  ['completed', "status 'succeeded'", STANDING],
  ['failed', "status 'failed'", FAILED],
  ['cancelled', "status 'canceled'", STANDING],

  [VIDEO, 'artifact', talk('is the bytes of the video address, whatever path the task names')],
  [`${VIDEO} · task_id`, 'artifact', talk('is the bytes of the video address, whatever path the task names')],
  [`${VIDEO} → 200 MP4`, 'artifact.mediaType', sniff('%s is %s')],
  [
    `${VIDEO} → 404`,
    "error 'not-found'",
    emulated('a completed job without a video is a file that is not there, which is no reason to wait'),
  ],
  [`${VIDEO} → 400`, "error 'provider-unavailable'", talk('of a video that %s')],

  [LOGS, 'hallo.logs', LOGGED],
  [`${LOGS} · task_id`, 'hallo.logs#job', LOGGED],
  [`${LOGS} → task_id`, 'hallo.logs', LOGGED],
  [`${LOGS} → logs`, 'hallo.logs', LOGGED],

  [
    CANCEL,
    'client.cancel',
    emulated(
      'a job that waits is canceled, and a process that knows nothing of it learns so by canceling again',
    ),
  ],
  [`${CANCEL} · task_id`, 'client.cancel', wire('cancels at the provider')],
  [
    `${CANCEL} → status: cancelled`,
    "status 'canceled'",
    status('of a task that waits is proven by its answer, though Hallo calls it pending for ever'),
  ],
  [
    `${CANCEL} → task_id`,
    "status 'canceled'",
    status('of a task that waits is proven by its answer, though Hallo calls it pending for ever'),
  ],
  [
    `${CANCEL} → message`,
    "status 'canceled'",
    status('of a task that waits is proven by its answer, though Hallo calls it pending for ever'),
  ],
  [
    `${CANCEL} → status: error`,
    "error 'conflict'",
    status('that Hallo refuses in the shape of its document, with 200, is refused all the same'),
  ],
  [
    `${CANCEL} → detail`,
    "error 'conflict'",
    emulated('a job that is worked on cannot be canceled, and goes on'),
  ],

  [TASKS, 'hallo.tasks.list', LISTED],
  [`${TASKS} → tasks`, 'hallo.tasks.list', LISTED],
  [
    `${TASKS} → count`,
    'hallo.tasks.list',
    emulator('are an object by id, one running at a time, and counted'),
  ],

  ['detail', 'JobError.message', talk('that is refused with %i is told in the words of Hallo')],
  ['error_code', "error 'provider-unavailable'", status('of a list that %s are not known, and none is lost')],
  ['200', 'hallo.talk', suite('takes a job from its submit to its files')],
  ['400', "error 'invalid-input'", talk('that is refused with %i is told in the words of Hallo')],
  ['404', "error 'lost'", status('of a task that Hallo does not know is lost')],
  ['500', "error 'provider-unavailable'", status('of a list that %s are not known, and none is lost')],

  [
    'polls every 5 seconds',
    'operation.pollEveryMs',
    poller('is not sooner than its operation allows, whoever watches'),
  ],
  ['Hallo2Client · base_url', 'hallo({ url })', suite('takes a job from its submit to its files')],
  ['Hallo2Client.inference · image_path', 'hallo.talk#image', SENT],
  ['Hallo2Client.inference · audio_path', 'hallo.talk#audio', SENT],
  ['Hallo2Client.inference · use_cache', 'hallo.talk#useCache', SENT],
  [
    'Hallo2Client.wait_and_download · task_id',
    'client.watch',
    client('tells the job as it stands, then every change, then completes'),
  ],
  [
    'Hallo2Client.wait_and_download · output_path',
    'onetake run · --out',
    cli('prints snapshots, and last the files, which are there'),
  ],
  ['requests', 'createEmulator', python('gets a film from %s, served alone where the real one would be')],
  [
    'max_concurrent_tasks',
    'emulator hallo.workers',
    emulator('are an object by id, one running at a time, and counted'),
  ],
  ['uploads: 500MB', 'hallo.talk', REFUSED],
])
