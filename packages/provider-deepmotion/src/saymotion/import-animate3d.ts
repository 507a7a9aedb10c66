import * as z from 'zod'
import { type Context, invalidInput, JobError, operationFor } from '@onetake/core'
import { fields, isAskable, jobId, orNotSubmitted, pathOf } from '@onetake/provider-kit'
import { readRef } from '../animate3d/animate3d-ref.ts'
import { toParams } from '../animate3d/params.ts'
import { type Settings, settingsFields, settingsSchema, toParamValues } from '../animate3d/settings.ts'
import { chooseCharacter } from '../characters/choose-character.ts'
import { isWord } from '../params/is-word.ts'
import { cancel } from './cancel.ts'
import type { SayMotionClient } from './client.ts'
import { download } from './download.ts'
import { mayBe } from './find-job.ts'
import { listJobs } from './list-jobs.ts'
import { listedParameters } from './listed-parameters.ts'
import { character } from './motion-options.ts'
import { FORMATS } from './outcome.ts'
import { type MotionRef, toMotionRef } from './saymotion-ref.ts'
import { status } from './status.ts'
import { submitJob } from './submit-job.ts'

const JOB = 'an Animate 3D job of yours that made a motion'
const REQUEST = 'Must be a request id of Animate 3D, such as 1234567890-1234567890-1234.'
const EITHER = 'Must be there, or requestId instead of it: exactly one of the two.'

/** What shapes a motion. Which files come of it, and how a video looks, is not of Animate 3D any more. */
const {
  trackFace,
  trackHand,
  physicsFilter,
  footLocking,
  speedMultiplier,
  poseFilteringStrength,
  upperBodyOnly,
  rootAtOrigin,
  trim,
  crop,
} = settingsFields

const input = fields({
  job: jobId(JOB).optional().describe('Id of the Animate 3D job whose motion is taken over.'),
  requestId: z
    .string(REQUEST)
    .refine((text) => isWord(text) && isAskable(text), REQUEST)
    .optional()
    .describe('Instead of job: the id that Animate 3D itself gave to a job which was not started here.'),
  character: character
    .optional()
    .describe('Id of who moves, from the characters call. Without it, the first character of that list.'),
  trackFace,
  trackHand,
  physicsFilter,
  footLocking,
  speedMultiplier,
  poseFilteringStrength,
  upperBodyOnly,
  rootAtOrigin,
  trim,
  crop,
}).superRefine(({ job, requestId }, issues) => {
  if ((job === undefined) === (requestId === undefined))
    issues.addIssue({ code: 'custom', path: ['job'], message: EITHER })
})

type Import = z.output<typeof input>

/**
 * The motion of an Animate 3D job is taken over, for a character of SayMotion, to be rendered and edited here.
 * What is told of it is changed; the rest is as that job was made, where it is one of ours, and otherwise as
 * Animate 3D does it unless told. Whether that job has succeeded is not asked: another service knows.
 *
 * @see SayMotion REST API README, "Import Animate 3D job", whose `params` are the original ones of Animate 3D, or
 * modified ones. That it makes one variant: assumed.
 */
export const importAnimate3d = operationFor<SayMotionClient>()({
  title: 'Import from Animate 3D',
  input,
  produces: FORMATS,
  pollEveryMs: 5_000,
  async prepare(order, context) {
    await originalOf(order, context)
    return { ...order, character: await chooseCharacter(order.character, 'character', context) }
  },
  async submit(order, context): Promise<MotionRef> {
    const { client, signal } = context
    const { rid, settings } = await orNotSubmitted(
      originalOf(order, context),
      'The Animate 3D job could not be looked up',
    )
    const path = pathOf`/job/v1/import/animate3d/${rid}`
    const body = { model: order.character ?? '', params: paramsOf(order, settings) }
    return toMotionRef(await submitJob(client, path, body, signal), 1, undefined)
  },
  /**
   * No list says which job of Animate 3D was imported, nor how an import is listed at all. So it is `absent` where
   * whatever was started since is plainly something else; otherwise a person has to look.
   */
  async find(attempt, context): Promise<MotionRef | 'absent' | 'unknowable'> {
    const jobs = await listJobs({}, context)
    return jobs.some((job) => mayBe(job, attempt) && mayBeImport(job.parameters)) ? 'unknowable' : 'absent'
  },
  status,
  download,
  cancel,
})

/** Who moves is no parameter here: SayMotion has a field of its own for it. */
const paramsOf = (order: Import, original: Settings) =>
  toParams(toParamValues({ ...original, ...settingsSchema.parse(order), character: undefined }))

interface Original {
  readonly rid: string
  readonly settings: Settings
}

async function originalOf(
  { job, requestId }: Import,
  { refOf }: Pick<Context<unknown>, 'refOf'>,
): Promise<Original> {
  if (job === undefined) return { rid: requestId ?? '', settings: {} }
  const ref = await refOf(job, 'animate3d').catch((error: unknown) => {
    if (JobError.is(error) && error.code === 'not-found') return null
    throw error
  })
  const original = ref === null ? null : readRef(ref)
  // A detection has found persons, and has moved none.
  if (original === null || original.kind === 'detection') {
    throw invalidInput('job', `Must be the id of ${JOB}.`)
  }
  return { rid: original.rid, settings: settingsSchema.safeParse(original.settings).data ?? {} }
}

/** What every other job was started with, and an import never is. */
const NOT_OF_IMPORTS = ['prompt', 't2m_rid']

function mayBeImport(parameters: unknown): boolean {
  const listed = listedParameters(parameters)
  return listed === null || !NOT_OF_IMPORTS.some((key) => listed.has(key))
}
