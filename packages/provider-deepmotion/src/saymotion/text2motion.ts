import type * as z from 'zod'
import { operationFor } from '@onetake/core'
import { fields } from '@onetake/provider-kit'
import { chooseCharacter } from '../characters/choose-character.ts'
import type { SayMotionClient } from './client.ts'
import { character, motionOptions, optionValues } from './motion-options.ts'
import { motionVerbs } from './motion-verbs.ts'
import { promptField } from './prompt-field.ts'
import { assertPlanAllows, variants } from './variants-field.ts'

const input = fields({
  prompt: promptField(
    'What the character does, in plain words: "A person waves with both hands, then sits down".',
  ),
  character: character
    .optional()
    .describe('Id of who moves, from the characters call. Without it, the first character of that list.'),
  ...motionOptions,
  variants,
})

/**
 * A prompt becomes the motion of a character. Downloading a variant may cost credits of its own.
 *
 * @see SayMotion REST API README, "API 1: Start Processing"
 */
export const text2motion = operationFor<SayMotionClient>()({
  title: 'Text to motion',
  input,
  async prepare(motion, { client, signal }) {
    const chosen = await chooseCharacter(motion.character, 'character', { client, signal })
    await assertPlanAllows(motion.variants, client, signal)
    return { ...motion, character: chosen }
  },
  ...motionVerbs(async (motion: z.output<typeof input>) => ({
    values: {
      prompt: motion.prompt,
      model: motion.character,
      ...optionValues(motion),
      numVariant: motion.variants,
    },
    variants: motion.variants,
    seconds: motion.durationSeconds,
  })),
})
