import { fileReply } from '../http/file-reply.ts'
import { HttpError } from '../http/http-error.ts'
import type { Reply } from '../http/reply.ts'
import type { Exchange, Route } from '../http/router.ts'
import type { Manner } from '../media/expression.ts'
import type { FilmOrder } from '../media/studio.ts'
import type { Emotion } from './parameters.ts'
import { originalOf, type TaskRecord } from './task.ts'
import { isKept, moment, type World } from './world.ts'

/** Frames a second of every film, whatever `fps` says. @see the published server, head 2d9bb2a */
const FPS = 25

/** Largest shorter side of a film, in pixels; the real service has no such limit. */
const MOST_PIXELS = 512

/** @see DICE-Talk API document v1.1.0, "下载合成视频" */
export function downloadRoute(world: World): Route {
  return {
    name: 'dice-talk.download',
    method: 'GET',
    pattern: '/api/v1/synthesis/:id/download',
    handle: (exchange) => download(world, exchange),
  }
}

async function download(world: World, { params, headers }: Exchange): Promise<Reply> {
  const id = params['id'] ?? ''
  if (originalOf(id) !== null) throw new HttpError(400, 'Please use the original task ID for download')
  const task = world.tasks.get(id)
  const { now, states } = moment(world)
  const state = states.get(id)
  if (!task || state?.kind === 'forgotten') throw new HttpError(404, 'Task not found')
  if (state?.kind !== 'succeeded') throw new HttpError(400, 'Task not completed yet')
  const film = isKept(world, state.at, now) ? await world.studio.film(orderOf(task)) : null
  if (!film) throw new HttpError(404, 'Result file not found')

  const { ranges, downloadName } = world.modes
  const name = downloadName === 'document' ? 'result.mp4' : `${task.stem}.mp4`
  const { range, 'if-range': ifRange } = headers
  const asked =
    ranges === 'supported' ? { ...(range && { range }), ...(ifRange && { 'if-range': ifRange }) } : {}
  const reply = fileReply({ bytes: film, contentType: 'video/mp4' }, asked)
  return {
    ...reply,
    headers: {
      ...reply.headers,
      'content-disposition': `attachment; filename="${name}"`,
      'last-modified': new Date(state.at).toUTCString(),
    },
  }
}

function orderOf({ imageId, audioId, parameters }: TaskRecord): FilmOrder {
  const { crop, expandRatio, durationSeconds, minResolution, seed, emotion, emoScale } = parameters
  const { smile, liveliness } = manners[emotion]
  return {
    imageId,
    audioId,
    fps: FPS,
    pixels: Math.min(MOST_PIXELS, minResolution),
    square: false,
    around: crop ? expandRatio : null,
    seconds: durationSeconds,
    // without a seed the published server takes this one
    manner: { smile: smile * Math.min(1, emoScale / 6), liveliness, seed: seed || 72_589 },
  }
}

/** How each emotion shows. */
const manners: Readonly<Record<Emotion, Omit<Manner, 'seed'>>> = {
  contempt: { smile: -0.4, liveliness: 0.7 },
  sad: { smile: -0.9, liveliness: 0.5 },
  happy: { smile: 1, liveliness: 1.4 },
  surprised: { smile: 0.2, liveliness: 1.6 },
  angry: { smile: -0.7, liveliness: 1.8 },
  disgusted: { smile: -0.8, liveliness: 0.9 },
  fear: { smile: -0.5, liveliness: 1.2 },
  neutral: { smile: 0, liveliness: 1 },
}
