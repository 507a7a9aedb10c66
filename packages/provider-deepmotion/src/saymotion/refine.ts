import type * as z from 'zod'
import { operationFor } from '@onetake/core'
import { between, fields } from '@onetake/provider-kit'
import type { SayMotionClient } from './client.ts'
import { assertMotion, earlierMotion } from './earlier-motion.ts'
import { motionVerbs } from './motion-verbs.ts'
import { promptField } from './prompt-field.ts'
import { motionOf } from './saymotion-ref.ts'
import { assertPlanAllows, variants } from './variants-field.ts'

const input = fields({
  ...earlierMotion,
  prompt: promptField(
    'What the motion should be, in plain words. Without it, what it is already.',
  ).optional(),
  creativity: between(0, 1)
    .optional()
    .describe('How freely the motion is styled, from 0 (as it is) to 1. Without it SayMotion decides.'),
  variants,
})

/**
 * A motion is made anew, close to what it is.
 *
 * @see SayMotion REST API README, "API 1: Start Processing", `refineRequest`; that `numVariant` is beside it: npm
 * and PyPI dm-saymotion-api 1.0.0. Variants that are not made all the same are told as refused.
 */
export const refine = operationFor<SayMotionClient>()({
  title: 'Refine a motion',
  input,
  async prepare(edit, context) {
    await assertMotion(edit, context)
    await assertPlanAllows(edit.variants, context.client, context.signal)
    return edit
  },
  ...motionVerbs(async (edit: z.output<typeof input>, context) => {
    const motion = await motionOf(edit.job, context)
    return {
      values: {
        t2m_rid: motion.rid,
        variant_id: edit.variant,
        refineRequest: { prompt: edit.prompt, creativity: edit.creativity },
        numVariant: edit.variants,
      },
      variants: edit.variants,
      // It stays as long as it was: assumed.
      seconds: motion.seconds,
    }
  }),
})
