import { invalidInput, operationFor } from '@onetake/core'
import { fields } from '@onetake/provider-kit'
import type { Animate3DRef } from './animate3d-ref.ts'
import type { Animate3DClient } from './client.ts'
import { download } from './download.ts'
import { findByMark } from './find-job.ts'
import { footageKind, videoField } from './footage.ts'
import { toParams } from './params.ts'
import { stageVideo } from './stage-video.ts'
import { detectionStatus } from './status.ts'
import { submitJob } from './submit-job.ts'

const PARAMS = toParams({ pipeline: 'mp_detection' })

const refOf = (rid: string): Animate3DRef => ({
  rid,
  kind: 'detection',
  settings: null,
  persons: null,
  reuse: null,
})

/**
 * Who is to be seen in a video: an id and a picture of each, for {@link multiPerson}.
 *
 * @see Animate 3D REST API README, "Multi-person", phase 1
 */
export const detectPersons = operationFor<Animate3DClient>()({
  title: 'Find persons in a video',
  input: fields({
    video: videoField.describe('Id of an upload: the video in which persons are looked for.'),
  }),
  produces: ['png', 'json'],
  pollEveryMs: 5_000,
  async prepare(asked, context) {
    if ((await footageKind(asked.video, context)) === 'image')
      throw invalidInput('video', 'Must be a video: a still image has one pose only.')
    return asked
  },
  stage: ({ video }, context) => stageVideo(video, context.jobId, context),
  submit: async (_, { client, signal, staged }): Promise<Animate3DRef> =>
    refOf(await submitJob(client, { url: staged }, PARAMS, signal)),
  async find(attempt, context) {
    const found = await findByMark(attempt, context)
    return found === 'absent' || found === 'unknowable' ? found : refOf(found)
  },
  status: detectionStatus,
  download,
})
