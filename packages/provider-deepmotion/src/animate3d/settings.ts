import * as z from 'zod'
import { between, oneOf } from '@onetake/provider-kit'
import { isWord } from '../params/is-word.ts'
import type { ParamValues } from './params.ts'

const REQUESTED_FORMATS = ['bvh', 'fbx', 'glb', 'mp4', 'png', 'jpg'] as const
/** What a video becomes unless told, and a still image. */
export const VIDEO_FORMATS = ['bvh', 'fbx', 'glb', 'mp4'] as const
export const IMAGE_FORMATS = ['bvh', 'fbx', 'glb', 'png'] as const

/** By our name, the number that Animate 3D takes. */
const CAMERA_MODES = { cinematic: 0, fixed: 1, face: 2 } as const

const FORMATS = `Must be a list of '${REQUESTED_FORMATS.join("', '")}', each at most once.`
const COLOR = 'Must be [red, green, blue, alpha], each a whole number from 0 to 255.'
const CHARACTER = 'Must be an id from the characters call.'
const TRIM = 'Must be { from, to } in seconds, from 0, with to after from.'
const CROP =
  'Must be { left, top, right, bottom }, each from 0 to 1, with right beyond left and bottom below top.'
const SWITCH = 'Must be true or false.'

const channel = z.int(COLOR).min(0, COLOR).max(255, COLOR)
const seconds = z.number(TRIM).min(0, TRIM).max(86_400, TRIM)
const share = z.number(CROP).min(0, CROP).max(1, CROP)
const toggle = (description: string) => z.boolean(SWITCH).optional().describe(description)

export const characterField = z
  .string(CHARACTER)
  .refine(isWord, CHARACTER)
  .optional()
  .describe('Id of who moves, from the characters call. Without it, the first character of that list.')

/** How a motion is made, for every operation that makes one. */
export const settingsFields = {
  formats: z
    .array(z.enum(REQUESTED_FORMATS, FORMATS), FORMATS)
    .min(1, FORMATS)
    .refine((formats) => new Set(formats).size === formats.length, FORMATS)
    .optional()
    .describe(
      "Which files to make: 'bvh', 'fbx', 'glb', 'mp4' unless told. Of a still image 'png' or 'jpg' in place of 'mp4'.",
    ),
  trackFace: toggle('Whether the face is tracked. Needs a character with ARKit blendshapes, and costs more.'),
  trackHand: toggle('Whether hands are tracked. Needs a character with finger joints, and costs more.'),
  physicsFilter: toggle(
    'Whether physics corrects the motion; off unless told. Some custom characters need it off.',
  ),
  footLocking: oneOf(['auto', 'always', 'never', 'grounding'])
    .optional()
    .describe("How feet stick to the ground; 'auto' unless told."),
  speedMultiplier: between(1, 8)
    .optional()
    .describe('How much the footage was slowed down, from 1 (not at all, as without it) to 8.'),
  poseFilteringStrength: between(0, 1)
    .optional()
    .describe('How much the motion is smoothed, from 0 (none, as without it) to 1.'),
  upperBodyOnly: toggle('Whether only the upper body is tracked.'),
  rootAtOrigin: toggle('Whether the character stays in its place.'),
  trim: z
    .strictObject({ from: seconds, to: seconds }, TRIM)
    .refine(({ from, to }) => to > from, TRIM)
    .optional()
    .describe('Which part of the video to use, in seconds from its start. Without it, all of it.'),
  crop: z
    .strictObject({ left: share, top: share, right: share, bottom: share }, CROP)
    .refine(({ left, top, right, bottom }) => right > left && bottom > top, CROP)
    .optional()
    .describe(
      'Which part of the picture to use: edges from 0 to 1, from its top left. Without it, all of it.',
    ),
  sideBySide: toggle(
    'In the mp4: whether the footage is shown beside the character. False with a background.',
  ),
  backgroundColor: z
    .tuple([channel, channel, channel, channel], COLOR)
    .optional()
    .describe(
      'In the mp4: [red, green, blue, alpha], each from 0 to 255; alpha is ignored. Tints the backdrop.',
    ),
  backdrop: oneOf(['studio']).optional().describe("In the mp4: what is behind the character, 'studio'."),
  shadow: toggle('In the mp4: whether the character casts a shadow.'),
  includeAudio: toggle('In the mp4: whether it keeps the sound of the video; kept unless false.'),
  cameraMode: oneOf(['cinematic', 'fixed', 'face'])
    .optional()
    .describe("In the mp4: how the camera moves; 'cinematic' unless told."),
} as const

/** What of an input, or of a handle, says how a motion is made; the rest is left out. */
export const settingsSchema = z.object({ ...settingsFields, character: characterField })
export type Settings = z.output<typeof settingsSchema>

/** @see settingsFields, which say what each is */
export function toParamValues(settings: Settings): ParamValues {
  const { trim, crop, cameraMode } = settings
  return {
    formats: settings.formats,
    model: settings.character,
    sim: settings.physicsFilter,
    trackFace: settings.trackFace,
    trackHand: settings.trackHand,
    footLockingMode: settings.footLocking,
    videoSpeedMultiplier: settings.speedMultiplier,
    poseFilteringStrength: settings.poseFilteringStrength,
    upperBodyOnly: settings.upperBodyOnly,
    rootAtOrigin: settings.rootAtOrigin,
    trim: trim && [trim.from, trim.to],
    crop: crop && [crop.left, crop.top, crop.right, crop.bottom],
    'render.sbs': settings.sideBySide ?? (hasBackground(settings) ? false : undefined),
    'render.bgColor': settings.backgroundColor,
    'render.backdrop': settings.backdrop,
    'render.shadow': settings.shadow,
    'render.includeAudio': settings.includeAudio,
    'render.CamMode': cameraMode && CAMERA_MODES[cameraMode],
  }
}

export const hasBackground = ({ backgroundColor, backdrop }: Settings): boolean =>
  backgroundColor !== undefined || backdrop !== undefined
