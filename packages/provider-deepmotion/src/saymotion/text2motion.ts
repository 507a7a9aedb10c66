import * as z from 'zod'
import { operationFor, invalidInput } from '@onetake/core'
import { between, fields, oneOf, wholeBetween } from '@onetake/provider-kit'
import { cancel } from './cancel.ts'
import { chooseCharacter } from './choose-character.ts'
import type { SayMotionClient } from './client.ts'
import { askCredits } from './credits.ts'
import { download } from './download.ts'
import { findJob } from './find-job.ts'
import { FORMATS } from './outcome.ts'
import { isWord, promptProblem, toParams } from './params.ts'
import type { SayMotionRef } from './saymotion-ref.ts'
import { status } from './status.ts'
import { submitJob } from './submit-job.ts'

const PROMPT = 'Must be a text of 1 to 2000 characters.'
const CHARACTER = 'Must be an id from the characters call.'
const DURATION = 'Must be a number above 0, up to 10 seconds.'

const input = fields({
  prompt: z
    .string(PROMPT)
    .trim()
    .min(1, PROMPT)
    .max(2000, PROMPT)
    .superRefine((text, issues) => {
      const problem = promptProblem(text)
      if (problem !== null) issues.addIssue(`${problem}.`)
    })
    .describe('What the character does, in plain words: "A person waves with both hands, then sits down".'),
  character: z
    .string(CHARACTER)
    .refine(isWord, CHARACTER)
    .optional()
    .describe('Id of who moves, from the characters call. Without it, the first character of that list.'),
  durationSeconds: z
    .number(DURATION)
    .gt(0, DURATION)
    .max(10, DURATION)
    .optional()
    .describe('Length of the motion in seconds, above 0, up to 10. Without it SayMotion decides.'),
  physicsFilter: z
    .boolean('Must be true or false.')
    .optional()
    .describe('Whether physics corrects the motion; on unless false. Some custom characters need false.'),
  footLocking: oneOf(['auto', 'always', 'never', 'grounding'])
    .optional()
    .describe("How feet stick to the ground; 'auto' unless told."),
  poseFilteringStrength: between(0, 1)
    .optional()
    .describe('How much the motion is smoothed, from 0 (none, as without it) to 1.'),
  skipFbx: z.boolean('Must be true or false.').optional().describe('True leaves the FBX file out.'),
  variants: wholeBetween(1, 8)
    .default(1)
    .describe('How many alternatives to make, from 1 to 8. The plan of the account may allow fewer.'),
})

const paramsOf = (motion: z.output<typeof input>) =>
  toParams({
    prompt: motion.prompt,
    model: motion.character,
    requestedAnimationDuration: motion.durationSeconds,
    dis: motion.physicsFilter === false ? 's' : undefined,
    footLockingMode: motion.footLocking,
    poseFilteringStrength: motion.poseFilteringStrength,
    skipFBX: motion.skipFbx === true ? 1 : undefined,
    numVariant: motion.variants,
  })

/**
 * A prompt becomes the motion of a character. Downloading a variant may cost credits of its own.
 *
 * @see SayMotion REST API README, "API 1: Start Processing"; 10 s: DeepMotion's demo script, as no limit is documented
 */
export const text2motion = operationFor<SayMotionClient>()({
  title: 'Text to motion',
  input,
  produces: FORMATS,
  // What both official SDKs wait between two questions.
  pollEveryMs: 5_000,
  async prepare(motion, { client, signal }) {
    const character = await chooseCharacter(motion.character, client, signal)
    await assertPlanAllows(motion.variants, client, signal)
    return { ...motion, character }
  },
  async submit(motion, { client, signal }): Promise<SayMotionRef> {
    return {
      rid: await submitJob(client, 'text2motion', paramsOf(motion), signal),
      variants: motion.variants,
    }
  },
  async find({ input: motion, ...attempt }, context) {
    const found = await findJob('text2motion', paramsOf(motion), attempt, context)
    return found === 'absent' || found === 'unknowable' ? found : { rid: found, variants: motion.variants }
  },
  status,
  download,
  cancel,
})

async function assertPlanAllows(
  variants: number,
  client: SayMotionClient,
  signal: AbortSignal,
): Promise<void> {
  if (variants === 1) return
  const { maxVariants, plan } = await askCredits(client, signal)
  if (maxVariants === null || variants <= maxVariants) return
  throw invalidInput('variants', `Must be at most ${maxVariants} in the plan ${plan ?? 'of this account'}.`)
}
