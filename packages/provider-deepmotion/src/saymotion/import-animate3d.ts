import * as z from 'zod'
import { type Context, invalidInput, JobError, operationFor } from '@onetake/core'
import { between, fields, isAskable, jobId, oneOf, orNotSubmitted, pathOf } from '@onetake/provider-kit'
import { cancel } from './cancel.ts'
import { chooseCharacter } from './choose-character.ts'
import type { SayMotionClient } from './client.ts'
import { download } from './download.ts'
import { mayBe } from './find-job.ts'
import { listJobs } from './list-jobs.ts'
import { listedParameters } from './listed-parameters.ts'
import { character, YES_OR_NO } from './motion-options.ts'
import { FORMATS } from './outcome.ts'
import { toParams } from './params.ts'
import { isWord } from './safe-text.ts'
import { type MotionRef, toMotionRef } from './saymotion-ref.ts'
import { status } from './status.ts'
import { submitJob } from './submit-job.ts'

const JOB = 'an Animate 3D job of yours that has succeeded'
const REQUEST = 'Must be a request id of Animate 3D, such as 1234567890-1234567890-1234.'
const EITHER = 'Must be there, or requestId instead of it: exactly one of the two.'

const input = fields({
  job: jobId(JOB).optional().describe('Id of the Animate 3D job whose motion is taken over.'),
  requestId: z
    .string(REQUEST)
    .refine((text) => isWord(text) && isAskable(text), REQUEST)
    .optional()
    .describe('Instead of job: the id that Animate 3D itself gave to a job, which was not started here.'),
  character: character
    .optional()
    .describe('Id of who moves, from the characters call. Without it, the first character of that list.'),
  physicsFilter: z
    .boolean(YES_OR_NO)
    .optional()
    .describe('Whether physics corrects the motion; off unless told.'),
  trackFace: z.boolean(YES_OR_NO).optional().describe('Whether the face moves too; off unless told.'),
  trackHands: z.boolean(YES_OR_NO).optional().describe('Whether the hands move too; off unless told.'),
  footLocking: oneOf(['auto', 'always', 'never', 'grounding'])
    .optional()
    .describe("How feet stick to the ground; 'auto' unless told."),
  poseFilteringStrength: between(0, 1)
    .optional()
    .describe('How much the motion is smoothed, from 0 (none, as without it) to 1.'),
  speedMultiplier: between(1, 8)
    .optional()
    .describe('How much slower than life the footage was, from 1 to 8; 1 unless told.'),
}).superRefine(({ job, requestId }, issues) => {
  if ((job === undefined) === (requestId === undefined))
    issues.addIssue({ code: 'custom', path: ['job'], message: EITHER })
})

type Import = z.output<typeof input>

/** What the handles of Animate 3D jobs have in common, as far as it is needed here. */
const animate3dRef = z.object({ rid: z.string().refine(isAskable) })

/**
 * The motion of an Animate 3D job is taken over, for a character of SayMotion, to be rendered and edited here.
 * Whether that job has succeeded is not asked: another service knows.
 *
 * @see SayMotion REST API README, "Import Animate 3D job"; its `params` are those of Animate 3D, of which those
 * that shape a motion are offered. That it makes one variant: assumed.
 */
export const importAnimate3d = operationFor<SayMotionClient>()({
  title: 'Import from Animate 3D',
  input,
  produces: FORMATS,
  pollEveryMs: 5_000,
  async prepare(order, context) {
    await requestIdOf(order, context)
    return { ...order, character: await chooseCharacter(order.character, context.client, context.signal) }
  },
  async submit(order, context): Promise<MotionRef> {
    const { client, signal } = context
    const requestId = await orNotSubmitted(
      requestIdOf(order, context),
      'The Animate 3D job could not be looked up',
    )
    const path = pathOf`/job/v1/import/animate3d/${requestId}`
    const body = { model: order.character ?? '', params: paramsOf(order) }
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

const paramsOf = (order: Import) =>
  toParams({
    sim: toDigit(order.physicsFilter),
    trackFace: toDigit(order.trackFace),
    trackHand: toDigit(order.trackHands),
    footLockingMode: order.footLocking,
    videoSpeedMultiplier: order.speedMultiplier,
    poseFilteringStrength: order.poseFilteringStrength,
  })

const toDigit = (told: boolean | undefined) => (told === undefined ? undefined : Number(told))

async function requestIdOf(
  { job, requestId }: Import,
  { refOf }: Pick<Context<unknown>, 'refOf'>,
): Promise<string> {
  if (job === undefined) return requestId ?? ''
  const ref = await refOf(job, 'animate3d').catch((error: unknown) => {
    if (JobError.is(error) && error.code === 'not-found') return null
    throw error
  })
  const { data } = animate3dRef.safeParse(ref)
  if (data === undefined) throw invalidInput('job', `Must be the id of ${JOB}.`)
  return data.rid
}

/** What every other job was started with, and an import never is. */
const NOT_OF_IMPORTS = ['prompt', 't2m_rid']

function mayBeImport(parameters: unknown): boolean {
  const listed = listedParameters(parameters)
  return listed === null || !NOT_OF_IMPORTS.some((key) => listed.has(key))
}
