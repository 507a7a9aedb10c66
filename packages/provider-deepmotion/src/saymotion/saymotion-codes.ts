import type { JobErrorCode } from '@onetake/core'

/** Why a job of SayMotion failed: our code, and a sentence for a person. */
export interface SayMotionFailure {
  readonly code: Extract<JobErrorCode, 'insufficient-credits' | 'provider-failed' | 'timeout'>
  readonly message: string
}

const failed = (message: string): SayMotionFailure => ({ code: 'provider-failed', message })
const timedOut = (what: string): SayMotionFailure => ({
  code: 'timeout',
  message: `${what} took SayMotion too long. Start again, with a shorter motion if it happens twice.`,
})

const AGAIN = 'Start again; if it happens twice, ask DeepMotion.'
const INPUT = 'Check what was asked for.'
const CHARACTER = 'Try another character, or upload this one again.'

/**
 * The job codes of SayMotion. Not those of Animate 3D: 599 and 799 mean other things there. They look
 * like HTTP statuses, and are none.
 *
 * @see SayMotion REST API README, error codes (DeepMotion/SayMotion-REST-API, Beta v1.5.0)
 */
export const SAYMOTION_CODES: Readonly<Record<string, SayMotionFailure>> = {
  101: {
    code: 'insufficient-credits',
    message: 'The SayMotion account has too few credits for this job. Add credits, then start again.',
  },
  494: failed(`SayMotion takes this input for invalid. ${INPUT}`),
  498: failed(`SayMotion failed without knowing why. ${AGAIN}`),
  501: failed(`SayMotion could not generate a motion. Say the prompt another way, or start again.`),
  502: failed(`SayMotion could not read the parameters of the generation. ${INPUT}`),
  599: timedOut('Generating the motion'),
  603: failed(`SayMotion could not process the parameters of pose tracking. ${INPUT}`),
  604: failed(`SayMotion could not load the animation for pose tracking. ${AGAIN}`),
  605: failed('The physics filter does not work with this custom character. Switch physicsFilter off.'),
  607: failed('SayMotion could not track the body in the motion. Say the prompt another way.'),
  610: failed(`SayMotion could not save its pose tracking. ${AGAIN}`),
  699: timedOut('Pose tracking'),
  703: failed(`SayMotion could not process the parameters of pose correction. ${INPUT}`),
  704: failed(`SayMotion could not load the character for pose correction. ${CHARACTER}`),
  710: failed(`SayMotion could not save its pose correction. ${AGAIN}`),
  799: timedOut('Pose correction'),
  803: failed(`SayMotion could not process the parameters of the BVH export. ${INPUT}`),
  804: failed(`SayMotion could not load the character for the BVH export. ${CHARACTER}`),
  810: failed(`SayMotion could not save the BVH file. ${AGAIN}`),
  899: timedOut('The BVH export'),
  901: failed(`The mesh of the custom character failed to load. ${CHARACTER}`),
  902: failed(`The custom BVH character failed to load. ${CHARACTER}`),
  903: failed(`The animation could not be copied to the character. ${CHARACTER}`),
  904: failed(`The animation of the character could not be exported. ${CHARACTER}`),
  905: failed(`The character has no skinned mesh. ${CHARACTER}`),
  906: failed('The character lacks more than half of the blendshapes that are needed. Try another one.'),
  907: failed(`The facial definition of the character failed to load. ${CHARACTER}`),
  908: failed(`The face tracking data failed to load. ${AGAIN}`),
  909: failed(`The metadata of the character failed to load. ${CHARACTER}`),
  999: timedOut('Baking the animation'),
  1101: failed('The render got stuck at SayMotion. Start it again.'),
  1102: failed(`A parameter of the render is invalid. ${INPUT}`),
  1105: failed(`The render could not load the character. ${CHARACTER}`),
  1106: failed(`The render could not attach the animation. ${AGAIN}`),
  1107: failed('The render could not set up the backdrop. Try another backdrop.'),
}
