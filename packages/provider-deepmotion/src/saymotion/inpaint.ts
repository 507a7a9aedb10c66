import * as z from 'zod'
import { invalidInput, operationFor } from '@onetake/core'
import { fields } from '@onetake/provider-kit'
import type { SayMotionClient } from './client.ts'
import { assertMotion, earlierMotion } from './earlier-motion.ts'
import { motionVerbs } from './motion-verbs.ts'
import { promptField } from './prompt-field.ts'
import { motionOf } from './saymotion-ref.ts'

const SECONDS = 'Must be a number of seconds, from 0.'
const seconds = z.number(SECONDS).min(0, SECONDS)
const INTERVALS = 'Must be 1 to 100 intervals, each { start, end } in seconds.'

const input = fields({
  ...earlierMotion,
  prompt: promptField('What happens in those intervals, in plain words: "the person jumps".'),
  intervals: z
    .array(
      fields({
        start: seconds.describe('Where it begins, in seconds from the beginning of the motion.'),
        end: seconds.describe('Where it ends, in seconds from the beginning of the motion; after its start.'),
      }),
      INTERVALS,
    )
    .min(1, INTERVALS)
    .max(100, INTERVALS)
    .superRefine((intervals, issues) => {
      let free = -Infinity
      for (const [index, { start, end }] of intervals.entries()) {
        const wrong = (field: 'start' | 'end', message: string) =>
          issues.addIssue({ code: 'custom', path: [index, field], message })
        if (start < free)
          wrong('start', `Must be ${free} or later: intervals are in order and do not overlap.`)
        if (end <= start) wrong('end', 'Must be after the start of its interval.')
        free = Math.max(free, end, 0)
      }
    })
    .describe('The parts that are made anew, in order, not overlapping, within the motion.'),
})

/**
 * Parts of a motion are made anew, by a prompt; the rest stays.
 *
 * @see SayMotion REST API README, "API 1: Start Processing", `inPaintingRequest`
 */
export const inpaint = operationFor<SayMotionClient>()({
  title: 'Inpaint a motion',
  input,
  async prepare(edit, context) {
    const motion = await assertMotion(edit, context)
    const length = motion.seconds ?? Infinity
    for (const [index, { end }] of edit.intervals.entries()) {
      if (end > length) {
        throw invalidInput(
          `intervals.${index}.end`,
          `Must be up to ${length}: the motion has ${length} seconds.`,
        )
      }
    }
    return edit
  },
  ...motionVerbs(async ({ job, variant, prompt, intervals }: z.output<typeof input>, context) => {
    const motion = await motionOf(job, context)
    return {
      values: { t2m_rid: motion.rid, variant_id: variant, inPaintingRequest: { prompt, intervals } },
      // It stays as long as it was: assumed.
      seconds: motion.seconds,
    }
  }),
})
