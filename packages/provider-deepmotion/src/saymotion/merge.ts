import type * as z from 'zod'
import { operationFor } from '@onetake/core'
import { between, fields, wholeBetween } from '@onetake/provider-kit'
import type { SayMotionClient } from './client.ts'
import { assertMotion, earlierMotion, motionJob } from './earlier-motion.ts'
import { motionVerbs } from './motion-verbs.ts'
import { promptField } from './prompt-field.ts'
import { motionOf } from './saymotion-ref.ts'

const trim = wholeBetween(0, 10_000).optional()

const input = fields({
  ...earlierMotion,
  with: fields({
    job: motionJob.optional().describe('Id of the job whose motion comes second. Without it, the same job.'),
    variant: wholeBetween(1, 8).default(1).describe('Which variant of that job, from 1.'),
  })
    .prefault({})
    .describe('The motion that comes second; variant 1 of the same job unless told.'),
  prompt: promptField('What happens where the two motions meet, in plain words: "the person turns around".'),
  trimLeftFrames: trim.describe('How many frames are cut off at the left of the seam; none unless told.'),
  trimRightFrames: trim.describe('How many frames are cut off at the right of the seam; none unless told.'),
  blendSeconds: between(0, 10, ' seconds')
    .optional()
    .describe('How long one motion goes over into the other, from 0 to 10 seconds.'),
})

/**
 * Two motions become one, joined by what a prompt says.
 *
 * @see SayMotion REST API README, "API 1: Start Processing", `mergingRequest`. That trims are at the seam, and
 * that 10 seconds and 10000 frames are enough: assumed, as neither is documented.
 */
export const merge = operationFor<SayMotionClient>()({
  title: 'Merge two motions',
  input,
  async prepare(edit, context) {
    const second = { job: edit.with.job ?? edit.job, variant: edit.with.variant }
    await assertMotion(edit, context)
    await assertMotion(second, context, 'with.')
    return { ...edit, with: second }
  },
  ...motionVerbs(async (edit: z.output<typeof input>, context) => {
    const first = await motionOf(edit.job, context)
    const second = await motionOf(edit.with.job ?? edit.job, context, 'with.job')
    const trims = { numTrimLeft: edit.trimLeftFrames, numTrimRight: edit.trimRightFrames }
    const isTrimmed = Object.values(trims).some((frames) => frames !== undefined)
    return {
      values: {
        t2m_rid: first.rid,
        variant_id: edit.variant,
        mergingRequest: {
          t2m_rid: second.rid,
          variant_id: edit.with.variant,
          editRequest: isTrimmed ? trims : undefined,
          prompt: edit.prompt,
          blendDuration: edit.blendSeconds,
        },
      },
    }
  }),
})
