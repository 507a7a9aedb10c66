import { callbacks, waiting } from './waiting.ts'
import { fieldOf, provenIn, rowsOf, type WrittenRow } from './row.ts'

const FOLDER = 'packages/provider-deepmotion/src'
const calls = provenIn(`${FOLDER}/animate3d/calls.test.ts`)
const video2anim = provenIn(`${FOLDER}/animate3d/video2anim.test.ts`)
const input = provenIn(`${FOLDER}/animate3d/input.test.ts`)
const status = provenIn(`${FOLDER}/animate3d/status.test.ts`)
const report = provenIn(`${FOLDER}/animate3d/report.test.ts`)
const multiPerson = provenIn(`${FOLDER}/animate3d/multi-person.test.ts`)
const rerun = provenIn(`${FOLDER}/animate3d/rerun.test.ts`)
const emulated = provenIn(`${FOLDER}/animate3d/emulator.test.ts`)
const http = provenIn(`${FOLDER}/session/http.test.ts`)
const session = provenIn(`${FOLDER}/session/session.test.ts`)
const suite = provenIn('packages/core/src/testing/test-provider.ts')
const wire = provenIn('packages/core/src/testing/test-wire.ts')
const engine = provenIn('packages/server/src/create-engine.test.ts')
const client = provenIn('packages/core/src/client/jobs-client.test.ts')
const errors = provenIn('packages/core/src/errors.test.ts')
const store = provenIn('packages/core/src/testing/test-job-store.ts')
const official = provenIn('packages/emulator/test/official-python.test.ts')
const cli = provenIn('packages/cli/test/cli.test.ts')

const MOTIONS = ['animate3d.video2anim', 'animate3d.multiPerson', 'animate3d.rerun']
const SENT = '%s: %j is sent as %s'
const REFUSED = '%j is refused at "%s"'
const MARKED = 'takes its video to the storage under a name that carries our mark, and submits its address'

/** `ProcessParams`: its name there, our field. */
const setting = (name: string, field: string): WrittenRow => [
  `ProcessParams · ${name}`,
  fieldOf(MOTIONS, field),
  input(SENT),
]
/** What a setting may be, in the document's words. */
const limit = (words: string, field: string): WrittenRow => [words, fieldOf(MOTIONS, field), input(REFUSED)]

/** Animate 3D Python SDK, `dm-animate3d-api`. */
export const animate3dRows = rowsOf('animate3d', [
  [
    'Animate3DClient · api_server_url',
    'animate3d({ url })',
    suite('takes a job from its submit to its files'),
  ],
  [
    'Animate3DClient · client_id',
    'animate3d({ clientId })',
    session('the login carries the key pair and nothing else does'),
  ],
  [
    'Animate3DClient · client_secret',
    'animate3d({ clientSecret })',
    session('the login carries the key pair and nothing else does'),
  ],
  [
    'Animate3DClient · timeout',
    "error 'provider-unavailable'",
    http('a service that hangs ends a read as unavailable and a submit as unconfirmed'),
  ],
  [
    'AsyncAnimate3DClient',
    'createJobsClient',
    client('tells the job as it stands, then every change, then completes'),
  ],
  [
    'async with AsyncAnimate3DClient',
    'engine.stop',
    engine('lets a submit that is on its way arrive, so that the next process finds its job'),
  ],

  ['list_character_models', 'animate3d.characters.list', calls('characters are read %s')],
  ['list_character_models · model_id', 'animate3d.characters.list#id', calls('characters %j asks for %s')],
  [
    'list_character_models · search_token',
    'animate3d.characters.list#search',
    calls('characters %j asks for %s'),
  ],
  [
    'list_character_models · only_custom',
    'animate3d.characters.list#kind',
    calls('characters %j asks for %s'),
  ],
  ['CharacterModel.id', 'animate3d.characters.list', calls('characters are read %s')],
  [
    'upload_character_model',
    'animate3d.characters.upload',
    emulated('a video is looked at; a character comes, is listed, and goes'),
  ],
  [
    'upload_character_model · source',
    'animate3d.characters.upload#model',
    calls(
      'a character is taken to the storage with its picture, and stored under the addresses it was given',
    ),
  ],
  [
    'upload_character_model · name',
    'animate3d.characters.upload#name',
    calls('a character of elsewhere is only named'),
  ],
  [
    'upload_character_model · create_thumb',
    'animate3d.characters.upload#createThumbnail',
    calls('a character of elsewhere is only named'),
  ],
  [
    'upload_character_model → model_id',
    'animate3d.characters.upload',
    calls(
      'a character is taken to the storage with its picture, and stored under the addresses it was given',
    ),
  ],
  [
    'delete_character_model',
    'animate3d.characters.delete',
    calls('a deletion of %i characters is told as %s'),
  ],
  [
    'delete_character_model · model_id',
    'animate3d.characters.delete#id',
    calls('a deletion of %i characters is told as %s'),
  ],
  [
    'delete_character_model → count',
    'animate3d.characters.delete',
    calls('a deletion of %i characters is told as %s'),
  ],

  ['start_new_job', 'animate3d.video2anim', video2anim(MARKED)],
  ['start_new_job · video_path', 'animate3d.video2anim#video', video2anim(MARKED)],
  ['start_new_job · params', 'animate3d.video2anim', input(SENT)],
  // What the vendor's name is used for, telling jobs apart in the list, our id of the job does.
  ['start_new_job · name', 'client.start · id', video2anim(MARKED)],
  ...waiting('start_new_job'),
  [
    'prepare_multi_person_job',
    'animate3d.detectPersons',
    status('a detection tells who was found, by id, and shows them'),
  ],
  [
    'prepare_multi_person_job · video_path',
    'animate3d.detectPersons#video',
    emulated('a detection leads to the motions of each person, one file for each and the archives of all'),
  ],
  [
    'prepare_multi_person_job · name',
    'client.start · id',
    emulated('a job whose reply was lost is found again by the name of its upload'),
  ],
  ...waiting('prepare_multi_person_job'),
  [
    'start_multi_person_job',
    'animate3d.multiPerson',
    emulated('a detection leads to the motions of each person, one file for each and the archives of all'),
  ],
  [
    'start_multi_person_job · rid_mp_detection',
    'animate3d.multiPerson#job',
    multiPerson('names persons and their characters, and says what its id showed before'),
  ],
  [
    'start_multi_person_job · models',
    'animate3d.multiPerson#persons',
    multiPerson('names persons and their characters, and says what its id showed before'),
  ],
  ['start_multi_person_job · params', 'animate3d.multiPerson', input('of persons, %j is refused')],
  ...waiting('start_multi_person_job'),
  ['rerun_job', 'animate3d.rerun', rerun('keeps what is not changed, and says all of it')],
  ['rerun_job · rid', 'animate3d.rerun#job', rerun('keeps what is not changed, and says all of it')],
  ['rerun_job · params', 'animate3d.rerun', rerun('keeps what is not changed, and says all of it')],
  ...waiting('rerun_job', 'new_rid'),
  ['get_job_status', 'client.get', wire('carries a job from a name to its file')],
  [
    'get_job_status · rid',
    'operation.status',
    status('fifty jobs are one question, and answers find their job by id'),
  ],
  ['JobStatus', 'operation.status', report('%j is %j')],
  ['JobStatus.status', 'operation.status', report('%j is %j')],
  [
    'list_jobs',
    'animate3d.jobs.list',
    calls('jobs are listed newest first, with our id and without their handle'),
  ],
  [
    'list_jobs · status',
    'animate3d.jobs.list#statuses',
    calls('jobs are listed newest first, with our id and without their handle'),
  ],
  ['download_job', 'artifact', status('a finished motion lists its files, and no link')],
  ['download_job · rid', 'client.fileUrl', wire('answers ranges, conditions and HEAD on a file')],
  [
    'download_job · output_dir',
    'onetake run · --out',
    cli('prints snapshots, and last the files, which are there'),
  ],
  ['DownloadLink', 'artifact', emulated('an expired link is asked for anew')],
  ['get_credit_balance', 'animate3d.credits', calls('credits keep their fraction')],
  ['get_credit_balance → float', 'animate3d.credits', calls('credits keep their fraction')],

  ['Status.SUCCESS', "status 'succeeded'", status('a finished motion lists its files, and no link')],
  ['Status.FAILURE', "status 'failed'", report('the code %s is that of a job, not an HTTP status')],
  ...callbacks(`${FOLDER}/animate3d/report.test.ts`, '%j is %j', `${FOLDER}/session/http.test.ts`),
  ['JobResult.input', 'JobRecord.input', store('gives back what was put, whole')],
  ['JobResult.output', 'succeeded.output', status('a finished motion lists its files, and no link')],
  ['JobError.code', 'JobError.providerCode', report('the reason %j is too few credits')],
  ['JobError.message', 'JobError.message', report('every code says what happened in a sentence')],

  [
    'Batch Processing',
    'operation.status',
    status('fifty jobs are one question, and answers find their job by id'),
  ],
  ['requests, aiohttp', 'createEmulator', official('of Animate 3D call every method, %s')],

  setting('formats', 'formats'),
  [
    'ProcessParams · model_id',
    fieldOf(['animate3d.video2anim', 'animate3d.rerun'], 'character'),
    input(SENT),
  ],
  setting('track_face', 'trackFace'),
  setting('track_hand', 'trackHand'),
  setting('sim', 'physicsFilter'),
  setting('foot_locking_mode', 'footLocking'),
  setting('video_speed_multiplier', 'speedMultiplier'),
  setting('pose_filtering_strength', 'poseFilteringStrength'),
  setting('upper_body_only', 'upperBodyOnly'),
  setting('root_at_origin', 'rootAtOrigin'),
  setting('trim', 'trim'),
  setting('crop', 'crop'),
  setting('render_sbs', 'sideBySide'),
  setting('render_bg_color', 'backgroundColor'),
  setting('render_backdrop', 'backdrop'),
  setting('render_shadow', 'shadow'),
  setting('render_include_audio', 'includeAudio'),
  setting('render_cam_mode', 'cameraMode'),
  limit('formats: bvh, fbx, mp4, glb', 'formats'),
  limit('track_face: 0, 1', 'trackFace'),
  limit('foot_locking_mode: auto, always, never, grounding', 'footLocking'),
  limit('video_speed_multiplier: 1.0-8.0', 'speedMultiplier'),
  limit('pose_filtering_strength: 0.0-1.0', 'poseFilteringStrength'),
  limit('trim: (start_sec, end_sec)', 'trim'),
  limit('crop: (left, top, right, bottom)', 'crop'),
  limit('render_bg_color: RGBA', 'backgroundColor'),
  limit('render_cam_mode: 0, 1, 2', 'cameraMode'),

  ['Animate3DError', 'JobError', errors('is known across copies of this package')],
  ['ValidationError', "error 'invalid-input'", input(REFUSED)],
  ['TimeoutError', "error 'timeout'", report('the code %s is that of a job, not an HTTP status')],
])
