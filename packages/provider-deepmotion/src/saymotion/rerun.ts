import * as z from 'zod'
import { operationFor } from '@onetake/core'
import { fields } from '@onetake/provider-kit'
import { chooseCharacter } from '../characters/choose-character.ts'
import type { SayMotionClient } from './client.ts'
import { assertMotion, earlierMotion } from './earlier-motion.ts'
import { toFlag } from './edit-requests.ts'
import { character, motionOptions, optionValues, YES_OR_NO } from './motion-options.ts'
import { motionVerbs } from './motion-verbs.ts'
import { motionOf } from './saymotion-ref.ts'

const input = fields({
  ...earlierMotion,
  character: character.describe('Id of who moves now, from the characters call.'),
  ...motionOptions,
  rerun: z
    .boolean(YES_OR_NO)
    .default(true)
    .describe("SayMotion's own switch, true unless told. What false means is documented nowhere."),
})

/**
 * A motion is made again, for another character or with other options. It makes one variant: the document says
 * that `numVariant` is not for it, although the SDKs let it be set.
 *
 * @see SayMotion REST API README, "API 1: Start Processing", `rerunRequest`; npm dm-saymotion-api 1.0.0,
 * data/params.js, where the character is required
 */
export const rerun = operationFor<SayMotionClient>()({
  title: 'Re-run a motion',
  input,
  async prepare(again, context) {
    await assertMotion(again, context)
    await chooseCharacter(again.character, 'character', context)
    return again
  },
  ...motionVerbs(async (again: z.output<typeof input>, context) => ({
    values: {
      t2m_rid: (await motionOf(again.job, context)).rid,
      variant_id: again.variant,
      model: again.character,
      ...optionValues(again),
      rerunRequest: { rerun: toFlag(again.rerun) },
    },
    seconds: again.durationSeconds,
  })),
})
