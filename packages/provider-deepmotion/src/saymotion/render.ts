import * as z from 'zod'
import { type Answer, type Context, operationFor } from '@onetake/core'
import { between, fields, oneOf, orNotSubmitted } from '@onetake/provider-kit'
import { cancel } from './cancel.ts'
import type { SayMotionClient } from './client.ts'
import { download } from './download.ts'
import { assertMotion, earlierMotion } from './earlier-motion.ts'
import { findJob } from './find-job.ts'
import { YES_OR_NO } from './motion-options.ts'
import { findable, NO_MOTION } from './motion-verbs.ts'
import type { SayMotionData, SayMotionSource } from './outcome.ts'
import { toParams } from './params.ts'
import { motionOf, type SayMotionRef } from './saymotion-ref.ts'
import { status } from './status.ts'
import { submitJob } from './submit-job.ts'

/** By our name, the number that SayMotion takes. */
const CAMERA_MODES = { cinematic: 0, fixed: 1, face: 2 } as const

const BACKDROPS = [
  'studio',
  'Checker_Cloudscape',
  'Golden_Age_Glitz',
  'Inferno_Stage',
  'Jungle_Grove',
  'Mystic_Brick',
  'Mystic_Concrete',
  'Rainbow_Spotlight',
  'Red_Carpet',
  'Retro_Revue',
  'Sakura_Dreamscape',
  'Spotlit_Stage',
  'Timbered_Retreat',
  'Urban_Rooftop',
] as const

const COLOR = 'Must be [red, green, blue, alpha], each a whole number from 0 to 255.'
const channel = z.int(COLOR).min(0, COLOR).max(255, COLOR)

const input = fields({
  ...earlierMotion,
  backgroundColor: z
    .tuple([channel, channel, channel, channel], COLOR)
    .optional()
    .describe('[red, green, blue, alpha], each from 0 to 255; SayMotion ignores alpha. Tints the studio.'),
  backdrop: oneOf(BACKDROPS)
    .optional()
    .describe("What is behind: 'studio' in 3D, which takes the background color, or a flat picture."),
  shadow: z
    .boolean(YES_OR_NO)
    .optional()
    .describe('Whether the character casts a shadow; without effect on flat backdrops.'),
  cameraMode: oneOf(['cinematic', 'fixed', 'face'])
    .optional()
    .describe("How the camera moves; 'cinematic' unless told."),
  cameraAngleDegrees: between(-90, 90, ' degrees')
    .optional()
    .describe(
      'Where the camera stands around the character, from -90 to 90 degrees; 0, in front, unless told.',
    ),
})

type Picture = z.output<typeof input>

const paramsOf = async (picture: Picture, context: Pick<Context<SayMotionClient>, 'refOf'>) =>
  toParams({
    t2m_rid: (await motionOf(picture.job, context)).rid,
    variant_id: picture.variant,
    bgColor: picture.backgroundColor,
    backdrop: picture.backdrop,
    shadow: picture.shadow,
    camMode: picture.cameraMode && CAMERA_MODES[picture.cameraMode],
    camHorizontalAngle: picture.cameraAngleDegrees,
  })

/**
 * A motion of an earlier job becomes a video.
 *
 * @see SayMotion REST API README, "API 1: Start Processing", processor `render`
 */
export const render = operationFor<SayMotionClient>()({
  title: 'Render to video',
  input,
  produces: ['mp4'],
  pollEveryMs: 5_000,
  async prepare(picture, context) {
    await assertMotion(picture, context)
    return picture
  },
  async submit(picture, context): Promise<SayMotionRef> {
    const { client, signal } = context
    const params = await orNotSubmitted(paramsOf(picture, context), NO_MOTION)
    return { rid: await submitJob(client, '/job/v1/process/render', { params }, signal), variants: null }
  },
  async find({ input: picture, ...attempt }, context) {
    const params = await findable(paramsOf(picture, context))
    const found = params === null ? 'unknowable' : await findJob('render', params, attempt, context)
    return found === 'absent' || found === 'unknowable' ? found : { rid: found, variants: null }
  },
  status: status as RenderStatus,
  download,
  cancel,
})

/** The one `status`, seen from here: a render is a video and nothing else. */
type RenderStatus = (
  refs: readonly SayMotionRef[],
  context: Context<SayMotionClient>,
) => Promise<readonly Answer<'mp4', SayMotionData, SayMotionSource>[]>
