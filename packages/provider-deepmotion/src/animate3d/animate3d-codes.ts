import type { JobErrorCode } from '@onetake/core'

/** Why a job of Animate 3D failed: our code, and a sentence for a person. */
export interface Animate3DFailure {
  readonly code: Extract<JobErrorCode, 'insufficient-credits' | 'provider-failed' | 'timeout'>
  readonly message: string
}

const failed = (message: string): Animate3DFailure => ({ code: 'provider-failed', message })
const timedOut = (what: string): Animate3DFailure => ({
  code: 'timeout',
  message: `${what} took Animate 3D too long. Start again, with a shorter clip if it happens twice.`,
})

const AGAIN = 'Start again; if it happens twice, ask DeepMotion.'
const FOOTAGE = 'Use a clip that shows the whole body, well lit, from a camera that stands still.'
const CHARACTER = 'Try another character, or upload this one again.'
const HANDS = failed(`Animate 3D could not make out the hands. ${FOOTAGE}`)

/**
 * The job codes of Animate 3D. Not those of SayMotion: 599 and 799 mean other things there. They look like HTTP
 * statuses, and are none.
 *
 * @see Animate 3D REST API README, "Error codes" (DeepMotion/Animate-3D-REST-API, Alpha v2.0.0). 101: PyPI
 * dm-animate3d-api 1.0.1, whose table alone has it.
 */
export const ANIMATE3D_CODES: Readonly<Record<string, Animate3DFailure>> = {
  101: {
    code: 'insufficient-credits',
    message: 'The Animate 3D account has too few credits for this job. Add credits, then start again.',
  },
  201: failed(`Animate 3D could not fetch the video, or a file of its own. ${AGAIN}`),
  202: failed('Animate 3D could not convert the video. Save it as MP4 (H.264), then start again.'),
  503: failed('Animate 3D could not process the parameters. Check what was asked for.'),
  504: failed(`Animate 3D could not load the character. ${CHARACTER}`),
  505: failed('The physics filter does not work with this custom character. Switch physicsFilter off.'),
  506: failed(`Animate 3D could not estimate the pose. ${FOOTAGE}`),
  507: failed(`Animate 3D could not track the body. ${FOOTAGE}`),
  508: failed(`The footage is not good enough for a good animation. ${FOOTAGE}`),
  509: failed(`Animate 3D could not load its configuration. ${AGAIN}`),
  510: failed(`Animate 3D could not open files of its own. ${AGAIN}`),
  511: failed(`The work was interrupted at Animate 3D. ${AGAIN}`),
  513: failed(`Animate 3D found nobody in the footage. ${FOOTAGE}`),
  599: timedOut('Tracking the body'),
  701: failed(
    'Animate 3D could not track the face. Use a clip that shows it larger, or switch trackFace off.',
  ),
  799: timedOut('Tracking the face'),
  901: failed(`The mesh of the custom character failed to load. ${CHARACTER}`),
  902: failed(`The custom BVH character failed to load. ${CHARACTER}`),
  903: failed(`The animation could not be copied to the character. ${CHARACTER}`),
  904: failed(`The animation of the character could not be exported. ${CHARACTER}`),
  905: failed(`The character has no skinned mesh. ${CHARACTER}`),
  906: failed(
    'The character lacks more than half of the blendshapes that are needed. Switch trackFace off, or try another one.',
  ),
  907: failed(`The facial definition of the character failed to load. ${CHARACTER}`),
  908: failed(`The face tracking data failed to load. ${AGAIN}`),
  909: failed(`The metadata of the character failed to load. ${CHARACTER}`),
  999: timedOut('Baking the animation'),
  1301: HANDS,
  1302: HANDS,
  1303: HANDS,
  1304: failed('Animate 3D could not open the video. Save it as MP4 (H.264), then start again.'),
  1305: failed(`Animate 3D could not make sense of the address of the video. ${AGAIN}`),
  1306: failed(`Animate 3D could not load files of its own for the hands. ${AGAIN}`),
  1307: failed(`Animate 3D could not track the hands. ${FOOTAGE}`),
  1308: failed(`Animate 3D could not process the video for the hands. ${AGAIN}`),
  1399: timedOut('Tracking the hands'),
}
