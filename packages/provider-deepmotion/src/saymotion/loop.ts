import * as z from 'zod'
import { operationFor } from '@onetake/core'
import { between, fields, oneOf, wholeBetween } from '@onetake/provider-kit'
import type { SayMotionClient } from './client.ts'
import { assertMotion, earlierMotion } from './earlier-motion.ts'
import { toFlag } from './edit-requests.ts'
import { YES_OR_NO } from './motion-options.ts'
import { motionVerbs } from './motion-verbs.ts'
import { promptField } from './prompt-field.ts'
import { motionOf } from './saymotion-ref.ts'

/** By our name, the word that SayMotion takes. */
const FIX_ROOT_MODES = { interpolation: 'INTERPOLATION', locked: 'LOCKED' } as const

const fix = z.boolean(YES_OR_NO).optional()

const input = fields({
  ...earlierMotion,
  prompt: promptField('What happens from the end of a round to the beginning of the next.').optional(),
  repetitions: wholeBetween(1, 100).default(1).describe('How often the motion is repeated, from 1 to 100.'),
  blendSeconds: between(0, 10, ' seconds')
    .optional()
    .describe('How long the end goes over into the beginning, from 0 to 10 seconds.'),
  fixRootMode: oneOf(['interpolation', 'locked'])
    .optional()
    .describe("How the root is brought back: gradually ('interpolation'), or held fast ('locked')."),
  fixRootAltitude: fix.describe('Whether the height of the root is fixed.'),
  fixRootHorizontal: fix.describe('Whether the place of the root on the ground is fixed.'),
  fixRootOrientation: fix.describe('Whether the direction of the root is fixed.'),
  acrossEntireMotion: fix.describe('Whether the root is fixed all along, or (false) in the transition only.'),
})

/**
 * A motion becomes one that begins where it ends.
 *
 * @see SayMotion REST API README, "API 1: Start Processing", `loopRequest`. That 100 repetitions and 10 seconds
 * are enough: assumed, as no limit is documented. What the two modes do: assumed, from their names.
 */
export const loop = operationFor<SayMotionClient>()({
  title: 'Loop a motion',
  input,
  async prepare(edit, context) {
    await assertMotion(edit, context)
    return edit
  },
  ...motionVerbs(async (edit: z.output<typeof input>, context) => ({
    values: {
      t2m_rid: (await motionOf(edit.job, context)).rid,
      variant_id: edit.variant,
      loopRequest: {
        prompt: edit.prompt,
        numReps: edit.repetitions,
        blendDuration: edit.blendSeconds,
        fixRootMode: edit.fixRootMode && FIX_ROOT_MODES[edit.fixRootMode],
        fixRootPositionAltitude: toFlag(edit.fixRootAltitude),
        fixRootPositionHorizontal: toFlag(edit.fixRootHorizontal),
        fixRootOrientation: toFlag(edit.fixRootOrientation),
        fixAcrossEntireMotion: toFlag(edit.acrossEntireMotion),
      },
    },
  })),
})
