import { callbacks, waiting } from './waiting.ts'
import { fieldOf, provenIn, rowsOf, type Proof, type WrittenRow } from './row.ts'

const FOLDER = 'packages/provider-deepmotion/src'
const calls = provenIn(`${FOLDER}/saymotion/calls.test.ts`)
const upload = provenIn(`${FOLDER}/saymotion/upload-character.test.ts`)
const input = provenIn(`${FOLDER}/saymotion/input.test.ts`)
const edits = provenIn(`${FOLDER}/saymotion/edits.test.ts`)
const imported = provenIn(`${FOLDER}/saymotion/import-animate3d.test.ts`)
const optimized = provenIn(`${FOLDER}/saymotion/optimize-prompt.test.ts`)
const status = provenIn(`${FOLDER}/saymotion/status.test.ts`)
const report = provenIn(`${FOLDER}/saymotion/report.test.ts`)
const listed = provenIn(`${FOLDER}/saymotion/account-jobs.test.ts`)
const emulated = provenIn(`${FOLDER}/saymotion/saymotion.test.ts`)
const download = provenIn(`${FOLDER}/saymotion/download.test.ts`)
const http = provenIn(`${FOLDER}/session/http.test.ts`)
const session = provenIn(`${FOLDER}/session/session.test.ts`)
const suite = provenIn('packages/core/src/testing/test-provider.ts')
const wire = provenIn('packages/core/src/testing/test-wire.ts')
const engine = provenIn('packages/server/src/create-engine.test.ts')
const poller = provenIn('packages/server/src/poller.test.ts')
const client = provenIn('packages/core/src/client/jobs-client.test.ts')
const errors = provenIn('packages/core/src/errors.test.ts')
const store = provenIn('packages/core/src/testing/test-job-store.ts')
const official = provenIn('packages/emulator/test/official-python.test.ts')
const cli = provenIn('packages/cli/test/cli.test.ts')
const environment = provenIn('apps/api/src/environment.test.ts')

const FLOW = 'a prompt becomes files, and the files become a video'
const LEAST = input('text2motion sends the least that was asked for')
const MOTION = input('text2motion sends every parameter that the service has')
const MOTION_LIMITS = input('text2motion names the field and what is allowed: %j')
const RENDER = input('render sends every parameter that the service has')
const RENDER_LIMITS = input('render names the field and what is allowed: %j')
const INPAINT = edits('inpaint sends its intervals, and knows how long the motion stays')
const MERGE = edits('merge names the second motion within, the same job unless told')
const LOOP = edits('loop sends the least that was asked for, and all that there is')
const REFINE = edits('refine sends how many variants beside its request')
const RERUN = edits('rerun sends the options of a new motion, and no number of variants')
const EDIT_LIMITS = edits('edits name the field and what is allowed: %#')

const IMPORT_SETTINGS = [
  'trackFace',
  'trackHand',
  'physicsFilter',
  'footLocking',
  'speedMultiplier',
  'poseFilteringStrength',
  'upperBodyOnly',
  'rootAtOrigin',
  'trim',
  'crop',
].map((field) => `saymotion.importAnimate3d#${field}`)

/** A class of parameters: the vendor's name of each, our field of the operation, and what proves them all. */
const params = (
  name: string,
  operation: string,
  proof: Proof,
  fields: Readonly<Record<string, string>>,
): readonly WrittenRow[] =>
  Object.entries(fields).map(([theirs, ours]) => [`${name} · ${theirs}`, `${operation}#${ours}`, proof])

/** SayMotion Python SDK, `dm-saymotion-api`. */
export const sayMotionRows = rowsOf('saymotion', [
  [
    'SaymotionClient · api_server_url',
    'saymotion({ url })',
    suite('takes a job from its submit to its files'),
  ],
  [
    'SaymotionClient · client_id',
    'saymotion({ clientId })',
    session('the login carries the key pair and nothing else does'),
  ],
  [
    'SaymotionClient · client_secret',
    'saymotion({ clientSecret })',
    session('the login carries the key pair and nothing else does'),
  ],
  [
    'SaymotionClient · timeout',
    "error 'provider-unavailable'",
    http('a service that hangs ends a read as unavailable and a submit as unconfirmed'),
  ],
  [
    'AsyncSaymotionClient',
    'createJobsClient',
    client('tells the job as it stands, then every change, then completes'),
  ],
  [
    'with SaymotionClient, close()',
    'engine.stop',
    engine('lets a submit that is on its way arrive, so that the next process finds its job'),
  ],
  [
    'DM_API_SERVER_URL',
    'ONETAKE_SAYMOTION_URL',
    environment('asks a service where the environment says that it is'),
  ],
  ['DM_CLIENT_ID', 'ONETAKE_SAYMOTION_CLIENT_ID', environment('needs no more than credentials')],
  ['DM_CLIENT_SECRET', 'ONETAKE_SAYMOTION_CLIENT_SECRET', environment('needs no more than credentials')],

  ['list_character_models', 'saymotion.characters.list', calls('characters are read as clients meet them')],
  ['list_character_models · model_id', 'saymotion.characters.list#id', calls('characters %j asks for %s')],
  [
    'list_character_models · search_token',
    'saymotion.characters.list#search',
    calls('characters %j asks for %s'),
  ],
  [
    'list_character_models · stock_model',
    'saymotion.characters.list#kind',
    calls('characters %j asks for %s'),
  ],
  [
    'CharacterModel.id',
    'saymotion.characters.list',
    calls('characters are read as the document prints them'),
  ],
  [
    'upload_character_model',
    'saymotion.characters.upload',
    upload('a character and its picture are uploaded, and can be animated at once'),
  ],
  [
    'upload_character_model · source: local file path',
    'saymotion.characters.upload#model',
    upload('a character and its picture are uploaded, and can be animated at once'),
  ],
  [
    'upload_character_model · source: HTTP URL',
    'saymotion.characters.upload#model',
    upload('a character at an address is stored without an upload'),
  ],
  [
    'upload_character_model · name',
    'saymotion.characters.upload#name',
    upload('a character at an address is stored without an upload'),
  ],
  [
    'upload_character_model · create_thumb',
    'saymotion.characters.upload#createThumbnail',
    upload('a character at an address is stored without an upload'),
  ],
  [
    'upload_character_model → model_id',
    'saymotion.characters.upload',
    upload('a character at an address is stored without an upload'),
  ],
  [
    'delete_character_model',
    'saymotion.characters.delete',
    calls('a character that is deleted is known no longer'),
  ],
  [
    'delete_character_model · model_id',
    'saymotion.characters.delete#id',
    calls('a character that is deleted is known no longer'),
  ],
  [
    'delete_character_model → count',
    'saymotion.characters.delete',
    calls('a character that is deleted is known no longer'),
  ],

  ['start_new_job', 'saymotion.text2motion', emulated(FLOW)],
  ['start_new_job · prompt', 'saymotion.text2motion#prompt', LEAST],
  ['start_new_job · model_id', 'saymotion.text2motion#character', LEAST],
  ['start_new_job · params', 'saymotion.text2motion', MOTION],
  ...waiting('start_new_job'),
  ['start_render_job', 'saymotion.render', emulated(FLOW)],
  ['start_render_job · t2m_rid', 'saymotion.render#job', RENDER],
  ['start_render_job · params', 'saymotion.render', RENDER],
  ...waiting('start_render_job'),
  ['start_inpainting_job', 'saymotion.inpaint', INPAINT],
  ['start_inpainting_job · t2m_rid', 'saymotion.inpaint#job', INPAINT],
  ['start_inpainting_job · prompt', 'saymotion.inpaint#prompt', INPAINT],
  ['start_inpainting_job · intervals', 'saymotion.inpaint#intervals', INPAINT],
  ['start_inpainting_job · params', 'saymotion.inpaint', INPAINT],
  ...waiting('start_inpainting_job'),
  ['start_merging_job', 'saymotion.merge', MERGE],
  ['start_merging_job · t2m_rid', 'saymotion.merge#job', MERGE],
  ['start_merging_job · prompt', 'saymotion.merge#prompt', MERGE],
  ['start_merging_job · params', 'saymotion.merge', MERGE],
  ...waiting('start_merging_job'),
  ['start_loop_job', 'saymotion.loop', LOOP],
  ['start_loop_job · t2m_rid', 'saymotion.loop#job', LOOP],
  ['start_loop_job · params', 'saymotion.loop', LOOP],
  ...waiting('start_loop_job'),
  ['start_refine_job', 'saymotion.refine', REFINE],
  ['start_refine_job · t2m_rid', 'saymotion.refine#job', REFINE],
  ['start_refine_job · params', 'saymotion.refine', REFINE],
  ...waiting('start_refine_job'),
  [
    'import_animate3d_job',
    'saymotion.importAnimate3d',
    imported('a job of ours is imported by the id that Animate 3D gave it'),
  ],
  [
    'import_animate3d_job · rid',
    fieldOf(['saymotion.importAnimate3d'], 'job').concat('saymotion.importAnimate3d#requestId'),
    imported('a job from elsewhere is imported by that id itself, with every option'),
  ],
  [
    'import_animate3d_job · model',
    'saymotion.importAnimate3d#character',
    imported('a job from elsewhere is imported by that id itself, with every option'),
  ],
  [
    'import_animate3d_job · params',
    IMPORT_SETTINGS,
    imported('a job from elsewhere is imported by that id itself, with every option'),
  ],
  ['import_animate3d_job → rid', 'job.id', engine('keeps its ref and its sources to itself')],
  ['rerun_job', 'saymotion.rerun', RERUN],
  ['rerun_job · t2m_rid', 'saymotion.rerun#job', RERUN],
  ['rerun_job · model_id', 'saymotion.rerun#character', RERUN],
  ['rerun_job · params', 'saymotion.rerun', RERUN],
  ...waiting('rerun_job', 'new_rid'),
  ['cancel_job', 'client.cancel', emulated('a job that is canceled ends (%s)')],
  ['cancel_job · rid', 'client.cancel', wire('cancels at the provider')],
  ['cancel_job → bool', "error 'conflict'", calls('a cancel that did nothing is a conflict')],
  ['get_job_status', 'client.get', wire('carries a job from a name to its file')],
  [
    'get_job_status · rid',
    'operation.status',
    status('fifty jobs are one question, and answers find their job by id'),
  ],
  ['JobStatus', 'operation.status', report('RETRY is a running job that tries again')],
  [
    'list_jobs',
    'saymotion.jobs.list',
    listed('a job is told in our words, without its id and what was asked for'),
  ],
  ['list_jobs · status', 'saymotion.jobs.list#statuses', listed('%j asks for %s')],
  ['list_jobs · processor', 'saymotion.jobs.list#processor', listed('%j asks for %s')],
  ['Job', 'saymotion.jobs.list', listed('a job is told in our words, without its id and what was asked for')],
  ['download_job', 'artifact', status('a finished job lists the files of every variant, and no link')],
  ['download_job · rid', 'client.fileUrl', wire('answers ranges, conditions and HEAD on a file')],
  [
    'download_job · output_dir',
    'onetake run · --out',
    cli('prints snapshots, and last the files, which are there'),
  ],
  [
    'download_job · variant_id',
    'artifact.variant',
    status('a finished job lists the files of every variant, and no link'),
  ],
  ['DownloadLink', 'artifact', download('a file is fetched from a fresh link, without cookie or key')],

  [
    'optimize_prompt',
    'saymotion.optimizePrompt',
    optimized('a prompt is sent in quotes, and its handle is no handle of a job'),
  ],
  [
    'optimize_prompt · prompt',
    'saymotion.optimizePrompt#prompt',
    optimized('a prompt is sent in quotes, and its handle is no handle of a job'),
  ],
  [
    'optimize_prompt · break_into_actionable_prompts',
    'saymotion.optimizePrompt#breakIntoActions',
    optimized('a prompt is sent in quotes, and its handle is no handle of a job'),
  ],
  ['optimize_prompt → rid', 'job.id', engine('keeps its ref and its sources to itself')],
  ['get_prompt_status', 'saymotion.optimizePrompt', optimized('a prompt that is %s stands as jobs do')],
  [
    'get_prompt_status · rid',
    'operation.status',
    optimized('fifty prompts are one question, and one that is unknown is lost'),
  ],
  ['get_prompt_status → dict', 'succeeded.output', optimized('prompts are read from %s')],
  ['get_credit_balance', 'saymotion.credits', calls('credits are told %s')],
  ['get_credit_balance → float', 'saymotion.credits', calls('credits are told %s')],

  ...params('Text2MotionParams', 'saymotion.text2motion', MOTION, {
    physics_filter: 'physicsFilter',
    foot_locking_mode: 'footLocking',
    pose_filtering_strength: 'poseFilteringStrength',
    skip_fbx: 'skipFbx',
    num_variant: 'variants',
    requested_animation_duration: 'durationSeconds',
  }),
  ['foot_locking_mode: auto, always, never, grounding', 'saymotion.text2motion#footLocking', MOTION_LIMITS],
  ['pose_filtering_strength: 0.0-1.0', 'saymotion.text2motion#poseFilteringStrength', MOTION_LIMITS],
  ['num_variant: 1-8', 'saymotion.text2motion#variants', MOTION_LIMITS],
  // Who wants the service to decide leaves it out.
  ['requested_animation_duration: 0', 'saymotion.text2motion#durationSeconds', MOTION_LIMITS],
  ['physics_filter: False (dis=s)', 'saymotion.text2motion#physicsFilter', MOTION],
  ...params('RenderParams', 'saymotion.render', RENDER, {
    variant_id: 'variant',
    bg_color: 'backgroundColor',
    backdrop: 'backdrop',
    shadow: 'shadow',
    cam_mode: 'cameraMode',
    cam_horizontal_angle: 'cameraAngleDegrees',
  }),
  ['bg_color: RGBA', 'saymotion.render#backgroundColor', RENDER_LIMITS],
  ['backdrop: studio, 2D backdrop name', 'saymotion.render#backdrop', RENDER_LIMITS],
  ['shadow: 0, 1', 'saymotion.render#shadow', RENDER_LIMITS],
  ['cam_mode: 0, 1, 2', 'saymotion.render#cameraMode', RENDER_LIMITS],
  ['cam_horizontal_angle: -90 to +90', 'saymotion.render#cameraAngleDegrees', RENDER_LIMITS],
  ...params('RerunParams', 'saymotion.rerun', RERUN, {
    variant_id: 'variant',
    rerun: 'rerun',
    physics_filter: 'physicsFilter',
    foot_locking_mode: 'footLocking',
    pose_filtering_strength: 'poseFilteringStrength',
    skip_fbx: 'skipFbx',
    requested_animation_duration: 'durationSeconds',
  }),
  // The service's own document has none here, so it is refused: one re-run makes one motion.
  ['RerunParams · num_variant', 'saymotion.rerun', RERUN],
  ['rerun: 0, 1', 'saymotion.rerun#rerun', RERUN],
  ['TimeInterval · start', 'saymotion.inpaint#intervals', INPAINT],
  [
    'TimeInterval · end',
    'saymotion.inpaint#intervals',
    edits('inpaint names the field and what is allowed: %j'),
  ],
  ['InpaintingParams · variant_id', 'saymotion.inpaint#variant', INPAINT],
  ...params('MergingParams', 'saymotion.merge', MERGE, {
    variant_id: 'variant',
    'edit_request.numTrimLeft': 'trimLeftFrames',
    'edit_request.numTrimRight': 'trimRightFrames',
    blend_duration: 'blendSeconds',
  }),
  ...params('LoopParams', 'saymotion.loop', LOOP, {
    variant_id: 'variant',
    prompt: 'prompt',
    num_reps: 'repetitions',
    blend_duration: 'blendSeconds',
    fix_root_mode: 'fixRootMode',
    fix_root_position_altitude: 'fixRootAltitude',
    fix_root_position_horizontal: 'fixRootHorizontal',
    fix_root_orientation: 'fixRootOrientation',
    fix_across_entire_motion: 'acrossEntireMotion',
  }),
  ['fix_root_mode: INTERPOLATION, LOCKED', 'saymotion.loop#fixRootMode', EDIT_LIMITS],
  ['fix_root_position_altitude: 0, 1', 'saymotion.loop#fixRootAltitude', EDIT_LIMITS],
  ...params('RefineParams', 'saymotion.refine', REFINE, {
    variant_id: 'variant',
    prompt: 'prompt',
    creativity: 'creativity',
    num_variant: 'variants',
  }),
  ['creativity: 0.0-1.0', 'saymotion.refine#creativity', EDIT_LIMITS],
  ['RefineParams · num_variant: 1-8', 'saymotion.refine#variants', EDIT_LIMITS],

  ...callbacks(`${FOLDER}/saymotion/report.test.ts`, '%s', `${FOLDER}/session/http.test.ts`),
  [
    'JobResult.output',
    'succeeded.output',
    status('a finished job lists the files of every variant, and no link'),
  ],
  ['JobResult.input', 'JobRecord.input', store('gives back what was put, whole')],
  ['JobError.code', 'JobError.providerCode', report('the code is read from %j')],
  [
    'JobError.message',
    'JobError.message',
    report('every code of the table ends a job with its own sentence'),
  ],
  ['Animate3DError', 'JobError', errors('is known across copies of this package')],
  ['ValidationError', "error 'invalid-input'", MOTION_LIMITS],
  ['TimeoutError', "error 'timeout'", report('every code of the table ends a job with its own sentence')],
  // Nothing of ours gives up on a job that takes its time, so its id is never lost with an error.
  ['TimeoutError.rid', 'job.id', poller('that hangs is given up and asked again')],
  [
    'Batch (sync, async)',
    'operation.status',
    status('fifty jobs are one question, and answers find their job by id'),
  ],
  ['requests, aiohttp', 'createEmulator', official('of SayMotion call every method, %s')],
])
