import * as z from 'zod'
import { invalidInput, operationFor } from '@onetake/core'
import { fields } from '@onetake/provider-kit'
import { chooseCharacter } from '../characters/choose-character.ts'
import { isWord } from '../params/is-word.ts'
import { ALL_STATUSES } from '../status/listed-status.ts'
import { type Animate3DRef, type CastPerson, earlierJob, keptSettings, readRef } from './animate3d-ref.ts'
import { assertDetected } from './assert-detected.ts'
import type { Animate3DClient } from './client.ts'
import { askForLinks } from './download-links.ts'
import { download } from './download.ts'
import { jobField, jobToContinue } from './job-to-continue.ts'
import { listJobs } from './list-jobs.ts'
import { toParams } from './params.ts'
import { settingsFields, settingsSchema, toParamValues, VIDEO_FORMATS } from './settings.ts'
import { refineSettings } from './settings-rules.ts'
import { FORMATS, isOfDetection } from './sort-files.ts'
import { isFinished, motionStatus } from './status.ts'
import { submitJob } from './submit-job.ts'

const DETECTION = { kinds: ['detection'], what: 'a detectPersons job' } as const
/** @see Animate 3D REST API README, "Multi-person" */
const MOST_PERSONS = 16

const PERSONS = `Must be a list of 1 to ${MOST_PERSONS} { trackingId, character }, each trackingId at most once.`
const TRACKING_ID = "Must be a trackingId that detectPersons found, such as '001'."
const CHARACTER = 'Must be an id from the characters call.'

const person = z.strictObject(
  {
    trackingId: z.string(TRACKING_ID).regex(/^\d{3,9}$/, TRACKING_ID),
    character: z.string(CHARACTER).refine(isWord, CHARACTER).optional(),
  },
  PERSONS,
)

const input = fields({
  job: jobField.describe('Id of the detectPersons job that found the persons.'),
  persons: z
    .array(person, PERSONS)
    .min(1, PERSONS)
    .max(MOST_PERSONS, PERSONS)
    .refine(
      (persons) => new Set(persons.map(({ trackingId }) => trackingId)).size === persons.length,
      PERSONS,
    )
    .describe(
      'Who is animated, as which character: all that were found, or some of them. Without a character, the first of the list.',
    ),
  ...settingsFields,
}).superRefine(refineSettings)
type Input = z.output<typeof input>

/** The persons of a prepared input, every one with a character. */
const castOf = ({ persons }: Input): CastPerson[] =>
  persons.map(({ trackingId, character = '' }) => ({ trackingId, character }))

const paramsOf = (asked: Input) =>
  toParams({
    ...toParamValues({ ...settingsSchema.parse(asked), character: undefined }),
    models: castOf(asked).map(({ trackingId, character }) => ({ trackingId, modelId: character })),
  })

const refOf = (rid: string, asked: Input, reuse: Animate3DRef['reuse']): Animate3DRef => ({
  rid,
  kind: 'multi',
  settings: keptSettings(settingsSchema.parse(asked)),
  persons: castOf(asked),
  reuse,
})

/**
 * The persons that were found in a video become the motions of a character each.
 *
 * The job runs under the request id of its detection, whose success the service shows for a while as if it were
 * that of this job: what is believed of it, `verdictOn` decides. For the same reason two of them on one detection
 * run one after another.
 *
 * @see Animate 3D REST API README, "Multi-person", phase 2
 */
export const multiPerson = operationFor<Animate3DClient>()({
  title: 'Motions of several persons',
  input,
  produces: FORMATS,
  pollEveryMs: 5_000,
  async prepare(asked, context) {
    const detection = await earlierJob(asked.job, context, DETECTION)
    if (!(await isFinished(detection, context)))
      throw invalidInput(
        'job',
        'Must be the id of a detectPersons job that has succeeded: that one has not, yet.',
      )
    await assertDetected(asked.persons, detection, context)
    const persons: CastPerson[] = []
    for (const [index, { trackingId, character }] of asked.persons.entries()) {
      const field = `persons.${index}.character`
      persons.push({ trackingId, character: await chooseCharacter(character, field, context) })
    }
    return { ...asked, persons, formats: asked.formats ?? [...VIDEO_FORMATS] }
  },
  /** No file travels; but what the id shows before the submit can be asked before it only. */
  async stage(asked, { client, signal, ...context }) {
    const { rid } = await earlierJob(asked.job, context, DETECTION)
    const { links } = await askForLinks(client, rid, signal)
    return { hadPersons: links.some((link) => !isOfDetection(link)) }
  },
  async submit(asked, { client, signal, staged, ...context }): Promise<Animate3DRef> {
    const { rid: detection } = await jobToContinue(asked.job, context, DETECTION)
    const rid = await submitJob(client, { rid_mp_detection: detection }, paramsOf(asked), signal)
    // Should the service ever give it an id of its own, there is nothing old to be shown under that.
    return refOf(rid, asked, rid === detection ? { at: client.now(), hadPersons: staged.hadPersons } : null)
  },
  /**
   * The id is known; whether the work was begun is not. A detection has succeeded, so any other status is that of
   * this job. A success may be that of before, and then nothing tells.
   */
  async find({ input: asked, submittedAt, claimed }, context) {
    const { rid } = await earlierJob(asked.job, context, DETECTION)
    const isShared = claimed.some((ref) => {
      const known = readRef(ref)
      return known?.rid === rid && known.kind === 'multi'
    })
    const listed = (await listJobs(ALL_STATUSES, context)).find((job) => job.rid === rid)
    if (isShared || !listed?.status || listed.status === 'SUCCESS') return 'unknowable'
    return refOf(rid, asked, { at: submittedAt, hadPersons: false })
  },
  status: motionStatus,
  download,
  exclusive: ({ job }) => `detection ${job}`,
})
