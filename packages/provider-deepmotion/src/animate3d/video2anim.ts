import type * as z from 'zod'
import { invalidInput, operationFor } from '@onetake/core'
import { fields } from '@onetake/provider-kit'
import { chooseCharacter } from '../characters/choose-character.ts'
import { type Animate3DRef, keptSettings } from './animate3d-ref.ts'
import type { Animate3DClient } from './client.ts'
import { download } from './download.ts'
import { findByMark } from './find-job.ts'
import { footageKind, videoField } from './footage.ts'
import { toParams } from './params.ts'
import {
  characterField,
  IMAGE_FORMATS,
  settingsFields,
  settingsSchema,
  toParamValues,
  VIDEO_FORMATS,
} from './settings.ts'
import { assertFits, refineSettings } from './settings-rules.ts'
import { FORMATS } from './sort-files.ts'
import { stageVideo } from './stage-video.ts'
import { motionStatus } from './status.ts'
import { submitJob } from './submit-job.ts'

const input = fields({ video: videoField, character: characterField, ...settingsFields }).superRefine(
  refineSettings,
)
type Input = z.output<typeof input>

const refOf = (rid: string, asked: Input): Animate3DRef => ({
  rid,
  kind: 'single',
  settings: keptSettings(settingsSchema.parse(asked)),
  persons: null,
  reuse: null,
})

/**
 * A video of one person, or a still image, becomes the motion, or the pose, of a character.
 *
 * @see Animate 3D REST API README, "API 2: Start Processing"
 */
export const video2anim = operationFor<Animate3DClient>()({
  title: 'Video to motion',
  input,
  produces: FORMATS,
  // What both official SDKs wait between two questions.
  pollEveryMs: 5_000,
  async prepare(asked, context) {
    const kind = await footageKind(asked.video, context)
    const formats = asked.formats ?? [...(kind === 'image' ? IMAGE_FORMATS : VIDEO_FORMATS)]
    assertSuits(kind, { ...asked, formats })
    return { ...asked, formats, character: await chooseCharacter(asked.character, 'character', context) }
  },
  stage: ({ video }, context) => stageVideo(video, context.jobId, context),
  async submit(asked, { client, signal, staged }): Promise<Animate3DRef> {
    const params = toParams(toParamValues(asked))
    return refOf(await submitJob(client, { url: staged }, params, signal), asked)
  },
  async find({ input: asked, ...attempt }, context) {
    const found = await findByMark(attempt, context)
    return found === 'absent' || found === 'unknowable' ? found : refOf(found, asked)
  },
  status: motionStatus,
  download,
})

/** @throws JobError `invalid-input` that names what a video, or a still image, cannot have. */
function assertSuits(kind: 'video' | 'image', asked: Input & { readonly formats: readonly string[] }): void {
  const wrong = asked.formats.find((format) =>
    kind === 'image' ? format === 'mp4' : format === 'png' || format === 'jpg',
  )
  if (wrong !== undefined) {
    throw invalidInput(
      'formats',
      `Must be without '${wrong}': the upload is a ${kind === 'image' ? 'still image' : 'video'}.`,
    )
  }
  if (kind === 'image' && asked.trim) throw invalidInput('trim', 'Must be left out for a still image.')
  assertFits(asked)
}
