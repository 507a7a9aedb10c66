import * as z from 'zod'
import { callFor } from '@onetake/core'
import { expectShape, fields, jsonBody } from '@onetake/provider-kit'
import type { Animate3DClient } from './client.ts'
import { videoField } from './footage.ts'
import { stageSample } from './stage-video.ts'

/** What Animate 3D makes of a video, before anything is paid for. */
export type VideoInfo = {
  /** In pixels. */
  readonly width: number
  /** In pixels. */
  readonly height: number
  /** Frames a second. */
  readonly fps: number
  readonly durationSeconds: number
  /** As in `h264`; empty where Animate 3D does not say. */
  readonly codec: string
  readonly bytes: number
}

const schema = z.object({
  width: z.number(),
  height: z.number(),
  fps: z.number(),
  duration: z.number(),
  codec: z.string().nullish().catch(null),
  size: z.number(),
})

/** @see Animate 3D REST API README, "videoInfo" */
export const videoInfo = callFor<Animate3DClient>()({
  title: 'Look at a video',
  input: fields({ video: videoField.describe('Id of an upload: the video to look at.') }),
  async run({ video }, context): Promise<VideoInfo> {
    const { client, signal } = context
    const url = await stageSample(video, context)
    const answer = await client.write('/videoInfo', { method: 'POST', body: () => jsonBody({ url }) }, signal)
    const info = expectShape(schema, answer, "Animate 3D's word on a video")
    return {
      width: info.width,
      height: info.height,
      fps: info.fps,
      durationSeconds: info.duration,
      codec: info.codec ?? '',
      bytes: info.size,
    }
  },
})
