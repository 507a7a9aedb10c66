import * as z from 'zod'
import { between, oneOf } from '@onetake/provider-kit'
import type { ParamValues } from './params.ts'
import { isWord } from '../params/is-word.ts'

const CHARACTER = 'Must be an id from the characters call.'
const DURATION = 'Must be a number above 0, up to 10 seconds.'
export const YES_OR_NO = 'Must be true or false.'

/** Who moves. */
export const character = z.string(CHARACTER).refine(isWord, CHARACTER)

/** What can be told of a motion that is generated, beside its words: the same for a new one and for a re-run. */
export const motionOptions = {
  durationSeconds: z
    .number(DURATION)
    .gt(0, DURATION)
    .max(10, DURATION)
    .optional()
    .describe('Length of the motion in seconds, above 0, up to 10. Without it SayMotion decides.'),
  physicsFilter: z
    .boolean(YES_OR_NO)
    .optional()
    .describe('Whether physics corrects the motion; on unless false. Some custom characters need false.'),
  footLocking: oneOf(['auto', 'always', 'never', 'grounding'])
    .optional()
    .describe("How feet stick to the ground; 'auto' unless told."),
  poseFilteringStrength: between(0, 1)
    .optional()
    .describe('How much the motion is smoothed, from 0 (none, as without it) to 1.'),
  skipFbx: z.boolean(YES_OR_NO).optional().describe('True leaves the FBX file out.'),
}

type MotionOptions = z.output<z.ZodObject<typeof motionOptions>>

/**
 * @see SayMotion REST API README, "API 1: Start Processing"; 10 s: DeepMotion's demo script, as no limit is documented
 */
export const optionValues = (options: MotionOptions) =>
  ({
    requestedAnimationDuration: options.durationSeconds,
    // The only value there is: `s` switches the simulation off.
    dis: options.physicsFilter === false ? 's' : undefined,
    footLockingMode: options.footLocking,
    poseFilteringStrength: options.poseFilteringStrength,
    // The only value there is: the document names no 0.
    skipFBX: options.skipFbx || undefined,
  }) satisfies ParamValues
