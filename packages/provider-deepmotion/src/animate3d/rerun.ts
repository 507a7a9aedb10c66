import type * as z from 'zod'
import { type Context, invalidInput, JobError, operationFor } from '@onetake/core'
import { fields } from '@onetake/provider-kit'
import { chooseCharacter } from '../characters/choose-character.ts'
import { type Animate3DRef, earlierJob, keptSettings } from './animate3d-ref.ts'
import type { Animate3DClient } from './client.ts'
import { download } from './download.ts'
import { unclaimedSince } from './find-job.ts'
import { jobField, jobToContinue } from './job-to-continue.ts'
import { toParams } from './params.ts'
import { characterField, type Settings, settingsFields, settingsSchema, toParamValues } from './settings.ts'
import { assertFits, withoutIdle } from './settings-rules.ts'
import { FORMATS } from './sort-files.ts'
import { isFinished, motionStatus } from './status.ts'
import { submitJob } from './submit-job.ts'

const MOTION = {
  kinds: ['single', 'multi'],
  what: 'a video2anim, multiPerson or rerun job',
} as const

const input = fields({
  job: jobField.describe('Id of the job to make again, from the same video.'),
  character: characterField.describe(
    'Id of who moves, from the characters call. Not for a job of several persons, which keep theirs.',
  ),
  ...settingsFields,
})
type Input = z.output<typeof input>

/**
 * The settings of the earlier job, with the changes. The service is told all of them: whether it would remember
 * those of before is documented nowhere.
 */
function settingsOf(earlier: Animate3DRef, changes: Input): Settings {
  const before = settingsSchema.safeParse(earlier.settings ?? {})
  if (!before.success)
    throw new JobError('internal', 'The settings of the earlier job are not readable any more.')
  const changed = Object.entries(settingsSchema.parse(changes)).filter(([, value]) => value !== undefined)
  // Without an mp4 the earlier settings of the video mean nothing; among the changes they are a mistake.
  return {
    ...withoutIdle({ ...before.data, formats: changes.formats ?? before.data.formats }),
    ...Object.fromEntries(changed),
  }
}

const paramsOf = ({ persons }: Animate3DRef, settings: Settings) =>
  toParams({
    ...toParamValues(settings),
    models: persons?.map(({ trackingId, character }) => ({ trackingId, modelId: character })),
  })

/**
 * An earlier motion is made again, with something changed.
 *
 * @see Animate 3D REST API README, "API 2: Start Processing", `rid`
 */
export const rerun = operationFor<Animate3DClient>()({
  title: 'Make a motion again',
  input,
  produces: FORMATS,
  pollEveryMs: 5_000,
  async prepare(asked, context) {
    const earlier = await earlierJob(asked.job, context, MOTION)
    if (earlier.kind === 'multi' && asked.character !== undefined)
      throw invalidInput(
        'character',
        'Must be left out: that job has several persons. Start multiPerson again.',
      )
    assertFits(settingsOf(earlier, asked))
    if (!(await isFinished(earlier, context)))
      throw invalidInput('job', 'Must be the id of a job that has succeeded: that one has not, yet.')
    if (asked.character === undefined) return asked
    return { ...asked, character: await chooseCharacter(asked.character, 'character', context) }
  },
  async submit(asked, { client, signal, ...context }): Promise<Animate3DRef> {
    const earlier = await jobToContinue(asked.job, context, MOTION)
    const settings = settingsOf(earlier, asked)
    const rid = await submitJob(client, { rid: earlier.rid }, paramsOf(earlier, settings), signal)
    const reuse = rid === earlier.rid ? { at: client.now(), hadPersons: true } : null
    return { ...earlier, rid, settings: keptSettings(settings), reuse }
  },
  /** The list names no job that another was made from, so a re-run that arrived looks like many others. */
  find: async ({ submittedAt, claimed, input: { job } }, context) =>
    (await isUntouched(job, context)) && (await unclaimedSince(submittedAt, claimed, context)).length === 0
      ? 'absent'
      : 'unknowable',
  status: motionStatus,
  download,
})

/** A motion of one person gets a new id with each run; one of several may keep its own, and then nothing tells. */
async function isUntouched(jobId: string, context: Context<Animate3DClient>): Promise<boolean> {
  const earlier = await earlierJob(jobId, context, MOTION)
  return earlier.kind === 'single' && (await isFinished(earlier, context))
}
