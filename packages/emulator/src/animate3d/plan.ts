import { InvalidParams, type Params } from '../deepmotion/params.ts'
import type { Animation, FilmRecipe, Footage, ResultType } from './job.ts'
import { readModels } from './models.ts'
import type { World } from './world.ts'

/** What a request asks for, checked. */
export interface Plan {
  /** Null: only detect who is there. */
  readonly animation: Animation | null
  /** Code of a job that cannot work, whatever its footage; null as a rule. */
  readonly failure: string | null
  /** Whether the physics filter is on. */
  readonly physics: boolean
}

/** What a request goes on from. */
export interface Origin {
  readonly footage: Footage
  /** Who was found, where the job may be about several people. */
  readonly detected: readonly string[] | null
  /** Who was animated by the job that is run again. */
  readonly previous: Animation['people']
}

const FORMATS: readonly ResultType[] = ['bvh', 'fbx', 'glb', 'mp4', 'png', 'jpg', 'dmpe']

/** The one backdrop that is documented. */
const STUDIO: FilmRecipe['backgroundColor'] = [90, 94, 102]

const CONFIGURATION_NOT_LOADED = '509'

/**
 * Read and check all parameters of a job.
 *
 * @throws InvalidParams
 * @see Animate 3D REST API document v2.0.0, "Start Processing"; its history and the SDKs for `upperBodyOnly`,
 *   `rootAtOrigin` and `camera`
 */
export function planJob(world: World, params: Params, { footage, detected, previous }: Origin): Plan {
  const config = params.text('config')
  const failure = config === null || config === 'configDefault' ? null : CONFIGURATION_NOT_LOADED
  const pipeline = params.oneOf('pipeline', ['mp_detection'])
  const models = params.text('models')
  const people = models === null && previous ? previous : readModels(models, detected)
  const physics = params.flag('sim') ?? false
  const animation = readAnimation(params, people, footage)
  const unknown = params.unread()
  if (unknown.length > 0 && world.modes.unknownParams === 'reject')
    throw new InvalidParams(`Unknown parameters: ${unknown.join(', ')}.`)
  return { animation: pipeline === null || people ? animation : null, failure, physics }
}

function readAnimation(params: Params, people: Animation['people'], footage: Footage): Animation {
  // Each has a short and a long name, which mean the same.
  const name = (short: string) => {
    const long = `poseEstimation.${short}`
    if (!params.has(long)) return short
    if (params.has(short)) throw new InvalidParams(`${short} and ${long} are the same; send one.`)
    return long
  }
  const settings = {
    sim: params.flag('sim'),
    footLockingMode: params.oneOf(name('footLockingMode'), ['auto', 'always', 'never', 'grounding']),
    poseFilteringStrength: params.number(name('poseFilteringStrength'), 0, 1),
    rootAtOrigin: params.flag('rootAtOrigin'),
    crop: readCrop(params),
    camera: params.text('camera'),
  }
  return {
    formats: readFormats(params),
    // Clients send the one character along with the many; those count then.
    modelId: params.text('model'),
    people,
    trim: readTrim(params, footage),
    speed: params.number(name('videoSpeedMultiplier'), 1, 8) ?? 1,
    upperBodyOnly: params.flag('upperBodyOnly') ?? false,
    trackFace: params.flag('trackFace') ?? false,
    trackHand: params.flag('trackHand') ?? false,
    style: Object.values(settings).every((value) => value === null) ? '' : JSON.stringify(settings),
    film: readFilm(params),
  }
}

function readFormats(params: Params): readonly ResultType[] | null {
  const text = params.text('formats')
  if (text === null) return null
  const wanted = text.split(',').map((format) => format.trim().toLowerCase())
  const unknown = wanted.filter((format) => !FORMATS.some((known) => known === format))
  if (unknown.length > 0)
    throw new InvalidParams(`formats is a list of ${FORMATS.join(', ')}, not ${JSON.stringify(text)}.`)
  return FORMATS.filter((format) => wanted.includes(format))
}

/** `from,to` in seconds; what lies beyond the end of the footage is cut off. Trims mean nothing for pictures. */
function readTrim(params: Params, { kind, durationSeconds }: Footage): Animation['trim'] {
  const [from, to] = params.numbers('trim', 2, 0, Number.MAX_VALUE) ?? []
  if (from === undefined || to === undefined) return null
  if (to <= from) throw new InvalidParams('trim ends after it begins.')
  if (kind === 'video' && from >= durationSeconds)
    throw new InvalidParams(`trim begins at ${from} s, but the video has ${durationSeconds} s.`)
  return [from, to]
}

function readCrop(params: Params): readonly number[] | null {
  const crop = params.numbers('crop', 4, 0, 1)
  const [left = 0, top = 0, right = 1, bottom = 1] = crop ?? []
  if (right <= left || bottom <= top) throw new InvalidParams('crop is left,top,right,bottom, from 0 to 1.')
  return crop
}

function readFilm(params: Params): FilmRecipe {
  const [red, green, blue] = params.numbers('render.bgColor', 4, 0, 255) ?? []
  const backdrop = params.oneOf('render.backdrop', ['studio'])
  const tint = red === undefined || green === undefined || blue === undefined ? null : [red, green, blue]
  const cameraMode = params.integer('render.CamMode', 0, 2)
  params.flag('render.includeAudio')
  return {
    // The document's wording implies that a film shows the footage too unless told.
    sideBySide: params.flag('render.sbs') ?? true,
    backgroundColor: (tint as FilmRecipe['backgroundColor']) ?? (backdrop === 'studio' ? STUDIO : null),
    shadow: params.flag('render.shadow') ?? true,
    cameraMode: cameraMode === 1 || cameraMode === 2 ? cameraMode : 0,
  }
}
