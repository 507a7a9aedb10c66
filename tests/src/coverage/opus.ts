import { provenIn, rowsOf } from './row.ts'

const FOLDER = 'packages/provider-opus/src'
const image = provenIn(`${FOLDER}/image-to-3d.test.ts`)
const extract = provenIn(`${FOLDER}/extract.test.ts`)
const http = provenIn(`${FOLDER}/http.test.ts`)
const emulated = provenIn(`${FOLDER}/emulator.test.ts`)
const engine = provenIn('packages/server/src/create-engine.test.ts')
const submitter = provenIn('packages/server/src/submitter.test.ts')
const poller = provenIn('packages/server/src/poller.test.ts')
const suite = provenIn('packages/core/src/testing/test-provider.ts')
const sample = provenIn('packages/emulator/src/opus/sample-flow.test.ts')
const cli = provenIn('packages/cli/test/cli.test.ts')

const FORM = image('is one form with one file, under a name of ours and with the type of its content')
const SUBMIT = extract('a submit of %s is one empty object, the image in the address')
const DONE = extract('is done when its own uid shows the file, as the document has it')
const NAMELESS = engine('keeps its ref and its sources to itself')

/** Opus API Integration, Python example. */
export const opusRows = rowsOf('opus', [
  ['API key', 'opus({ rapidApiKey })', http('goes to the configured address alone, and to no file')],
  ['process_image', 'opus.imageTo3d', FORM],
  ['process_image · image_path', 'opus.imageTo3d#image', FORM],
  ['process_image → job_uid', 'job.id', NAMELESS],
  ['poll_job_status', 'operation.status', image('that is %s is told so')],
  ['poll_job_status · job_uid', 'operation.status', image('that is %s is told so')],
  ['poll_job_status → data', 'succeeded.output', image('that is completed hands out %s')],
  ['get_mp4_preview', 'opus.imageTo3d', image('that is completed hands out %s')],
  ['get_mp4_preview · data', 'artifact', image('that is completed hands out %s')],
  ['get_mp4_preview → mp4_url', 'client.fileUrl', image('that is completed hands out %s')],
  ['extract_glb', 'opus.extractGlb', SUBMIT],
  ['extract_glb · job_uid', 'opus.extractGlb#job', SUBMIT],
  ['extract_glb → glb_job_uid', 'job.id', NAMELESS],
  ['poll_glb_status', 'operation.status', DONE],
  ['poll_glb_status · glb_job_uid', 'operation.status', DONE],
  ['poll_glb_status → glb_url', 'client.fileUrl', emulated('a link that has expired is asked for anew')],
  ['extract_gaussian', 'opus.extractGaussian', SUBMIT],
  ['extract_gaussian · job_uid', 'opus.extractGaussian#job', SUBMIT],
  ['extract_gaussian → gaussian_job_uid', 'job.id', NAMELESS],
  ['poll_gaussian_status', 'operation.status', extract('of a splat takes the ply alone')],
  ['poll_gaussian_status · gaussian_job_uid', 'operation.status', extract('of a splat takes the ply alone')],
  ['poll_gaussian_status → ply_url', 'client.fileUrl', extract('of a splat takes the ply alone')],
  [
    'order: the image before any extraction',
    "error 'invalid-input'",
    extract('a job %s is refused by name, before anything is stored or started'),
  ],
  [
    'order: one extraction before the next',
    'operation.exclusive',
    extract('extractions of one image take turns, whatever is extracted'),
  ],
  [
    'order: waits for the respective extraction',
    'operation.exclusive',
    submitter('are submitted one after another, oldest first'),
  ],
  [
    'polls every 5 seconds',
    'operation.pollEveryMs',
    poller('is not sooner than its operation allows, whoever watches'),
  ],
  ['MP4, GLB, PLY', 'artifact', suite('takes a job from its submit to its files')],
  ['test.py', 'createEmulator', sample('the flow of the vendor’s example ends with an MP4, a GLB and a PLY')],
  ['saved files', 'onetake run · --out', cli('prints snapshots, and last the files, which are there')],
])
