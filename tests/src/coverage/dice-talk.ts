import { provenIn, rowsOf, type WrittenRow } from './row.ts'

const FOLDER = 'packages/provider-dice-talk/src'
const synthesize = provenIn(`${FOLDER}/synthesize.test.ts`)
const report = provenIn(`${FOLDER}/report.test.ts`)
const emulated = provenIn(`${FOLDER}/emulator.test.ts`)
const emulator = provenIn('packages/emulator/src/dice-talk/dice-talk.test.ts')
const fastapi = provenIn('packages/emulator/src/fastapi/fastapi.test.ts')
const python = provenIn('packages/emulator/test/python-requests.test.ts')
const service = provenIn('packages/provider-kit/src/service.test.ts')
const http = provenIn('packages/provider-kit/src/http.test.ts')
const poller = provenIn('packages/server/src/poller.test.ts')
const suite = provenIn('packages/core/src/testing/test-provider.ts')
const engine = provenIn('packages/server/src/create-engine.test.ts')
const sniff = provenIn('packages/server/src/sniff.test.ts')
const wire = provenIn('packages/core/src/testing/test-wire.ts')

const START = 'POST /api/v1/synthesis/start'
const STATUS = 'GET /api/v1/synthesis/{task_id}/status'
const DOWNLOAD = 'GET /api/v1/synthesis/{task_id}/download'
const SENT = synthesize('sends what was told under the names of the service, and leaves out what was not')
const REFUSED = synthesize('with %s never leaves, and is not stored')
const LARGE = synthesize('with an %s above %i MiB never leaves')
const STANDING = report('that %s is told so')
const FILE = report('is the bytes, and of the headers only what a reader needs')
const HEALTH = report('is told either way, with a status of 200')
const NO_REPORT = report('that %s is no report')
const TOLD = synthesize('that is refused with %s is told in its words')

/** A parameter, and its range where it has one. */
const parameter = (name: string, field: string, range?: string): readonly WrittenRow[] => [
  [`${START} · ${name}`, `dice-talk.synthesize#${field}`, SENT],
  ...(range === undefined
    ? []
    : [
        [
          `${name}: ${range}`,
          `dice-talk.synthesize#${field}`,
          synthesize('takes %s from %d to %d, both included'),
        ] as const,
      ]),
]

const EMOTIONS = ['contempt', 'sad', 'happy', 'surprised', 'angry', 'disgusted', 'fear', 'neutral']

/** DICE-Talk API document, v1.1.0. */
export const diceTalkRows = rowsOf('dice-talk', [
  [
    'http://localhost:8000',
    'diceTalk({ url })',
    service('a service without credentials may be anywhere on the network'),
  ],
  ['/docs', 'emulator /docs', fastapi('shows a page that takes everything from here')],
  ['/redoc', 'emulator /docs', fastapi('shows a page that takes everything from here')],
  ['no authentication', 'diceTalk({ url })', suite('takes a job from its submit to its files')],
  ['API v1', 'dice-talk.synthesize', suite('takes a job from its submit to its files')],

  ['GET /api/health', 'dice-talk.health', HEALTH],
  ['GET /api/health → status: healthy, unhealthy', 'dice-talk.health', HEALTH],
  ['GET /api/health → gpu_available', 'dice-talk.health', HEALTH],
  ['GET /api/health → model_loaded', 'dice-talk.health', emulated('a service that is not well says so')],
  ['GET /api/health → version', 'dice-talk.health', HEALTH],

  [START, 'dice-talk.synthesize', SENT],
  ...parameter('image', 'image'),
  ...parameter('audio', 'audio'),
  ...parameter('emotion', 'emotion'),
  ...parameter('ref_scale', 'refScale', '0.0-10.0'),
  ...parameter('emo_scale', 'emoScale', '0.0-10.0'),
  ...parameter('crop', 'crop'),
  ...parameter('inference_steps', 'inferenceSteps', '8-50'),
  ...parameter('duration', 'durationSeconds', '0.1-300.0'),
  ...parameter('fps', 'fps', '8-60'),
  ...parameter('seed', 'seed', '0-2147483647'),
  ...parameter('dynamic_scale', 'dynamicScale', '0.1-3.0'),
  ...parameter('min_resolution', 'minResolution', '128-2048'),
  ...parameter('expand_ratio', 'expandRatio', '0.1-2.0'),
  ...['inference_steps', 'fps', 'seed', 'min_resolution'].map((name): WrittenRow => [
    `${name}: Integer`,
    'dice-talk.synthesize',
    synthesize('takes whole numbers for %s'),
  ]),
  ['image, audio, emotion: required', 'dice-talk.synthesize', synthesize('%j has %i problems')],
  ...EMOTIONS.map((emotion): WrittenRow => [
    `emotion=${emotion}`,
    'dice-talk.synthesize#emotion',
    synthesize('takes the emotion %s'),
  ]),
  [`${START} → task_id`, 'job.id', engine('keeps its ref and its sources to itself')],
  [
    `${START} → status`,
    'dice-talk.synthesize',
    synthesize('that the service has made before is a refusal that says what to change'),
  ],
  [`${START} → message`, 'dice-talk.synthesize', SENT],
  ['image: JPG, JPEG, PNG', 'dice-talk.synthesize#image', REFUSED],
  ['image: 10MB', 'dice-talk.synthesize#image', LARGE],
  [
    'image: a clear face',
    "error 'provider-failed'",
    emulated('a picture without a face says so, in the words of the %s'),
  ],
  ['audio: WAV, MP3', 'dice-talk.synthesize#audio', REFUSED],
  ['audio: 50MB', 'dice-talk.synthesize#audio', LARGE],

  [STATUS, 'operation.status', STANDING],
  [`${STATUS} · task_id`, 'operation.status', NO_REPORT],
  [`${STATUS} → task_id`, 'operation.status', NO_REPORT],
  [`${STATUS} → status`, 'operation.status', STANDING],
  [
    `${STATUS} → progress: 0.0-1.0`,
    'running.progress',
    report('shows no progress that steps back, though the service does'),
  ],
  [`${STATUS} → message`, 'running.message', STANDING],
  // Our own times: of when the job was started, and of when it was last seen to change.
  [
    `${STATUS} → created_at`,
    'job.createdAt',
    engine('says when it was started and when it changed, by the clock of the server'),
  ],
  [
    `${STATUS} → updated_at`,
    'job.updatedAt',
    engine('says when it was started and when it changed, by the clock of the server'),
  ],
  ['PENDING', "status 'queued'", STANDING],
  ['PROCESSING', "status 'running'", STANDING],
  ['COMPLETED', "status 'succeeded'", STANDING],
  ['FAILED', "status 'failed'", report('that failed with %j says so')],

  [DOWNLOAD, 'artifact', FILE],
  [`${DOWNLOAD} · task_id`, 'artifact', FILE],
  [`${DOWNLOAD} → Content-Type`, 'artifact.mediaType', sniff('%s is %s')],
  [
    `${DOWNLOAD} → Content-Disposition`,
    'artifact.name',
    engine('goes from pending to its files, and every watcher hears the same'),
  ],
  [`${DOWNLOAD} → JSON error`, "error 'not-found'", report('of a file that %s')],
  ['only COMPLETED can be downloaded', "error 'provider-unavailable'", report('of a file that %s')],
  ['MP4', 'artifact', emulated('the same order twice makes two videos at version %s')],

  ['error', 'JobError.message', TOLD],
  ['detail', 'JobError.message', http('a refusal is told in the words of the service, from %s')],
  ['400', "error 'invalid-input'", TOLD],
  ['404', "error 'lost'", NO_REPORT],
  ['413', "error 'invalid-input'", LARGE],
  ['422', "error 'invalid-input'", TOLD],
  ['500', "error 'provider-unavailable'", NO_REPORT],
  ['Invalid image file type', 'dice-talk.synthesize#image', REFUSED],
  ['Task not found', "error 'lost'", NO_REPORT],
  ['Task not completed yet', "error 'provider-unavailable'", report('of a file that %s')],

  ['2 tasks at a time', 'emulator dice-talk.workers', emulator('waits while two others run')],
  [
    '100 waiting tasks',
    'emulator dice-talk.waitingLimit',
    emulator('is refused when a hundred wait, where the modes say so'),
  ],
  [
    'results kept for 24 hours',
    'emulator dice-talk.retentionHours',
    emulator('is result.mp4, whole and gone after a day, where the modes say so'),
  ],
  ['results downloaded in time', 'artifact', wire('carries a job from a name to its file')],
  [
    'polls every 5 seconds',
    'operation.pollEveryMs',
    poller('is not sooner than its operation allows, whoever watches'),
  ],
  ['network retries', 'dice-talk.synthesize', synthesize('that meets %s is sent once, and is no refusal')],
  ['seed: repeatable results', 'dice-talk.synthesize#seed', SENT],
  [
    'v1.1.0, v1.0.0',
    'emulator dice-talk.version',
    emulated('the same order twice makes two videos at version %s'),
  ],
  [
    'v1.1.0: cache by all parameters',
    "error 'conflict'",
    synthesize('that the service has made before is a refusal that says what to change'),
  ],
  [
    'Python client example',
    'createEmulator',
    python('gets a film from %s, served alone where the real one would be'),
  ],
])
