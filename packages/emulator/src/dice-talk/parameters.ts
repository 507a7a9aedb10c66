import type { FormFields } from '../fastapi/form-fields.ts'
import { HttpError } from '../http/http-error.ts'
import type { DiceTalkModes } from './modes.ts'

export const emotions = [
  'contempt',
  'sad',
  'happy',
  'surprised',
  'angry',
  'disgusted',
  'fear',
  'neutral',
] as const

export type Emotion = (typeof emotions)[number]

/** What a task is asked for besides its two files. */
export interface Parameters {
  readonly emotion: Emotion
  readonly refScale: number
  readonly emoScale: number
  readonly crop: boolean
  readonly inferenceSteps: number
  /** Null: as long as the sound. */
  readonly durationSeconds: number | null
  /** Part of the cache key and of nothing else: films have 25 frames a second. */
  readonly fps: number
  /** Null or 0: not given. */
  readonly seed: number | null
  /** Part of the cache key and of nothing else. */
  readonly dynamicScale: number
  readonly minResolution: number
  readonly expandRatio: number
}

/**
 * Read the fields. Version 1.0 does not know the second group: it is not even looked at.
 *
 * @see DICE-Talk API document v1.1.0, "启动数字人合成任务"; defaults and order from the published server
 */
export function readParameters(fields: FormFields, { version }: Pick<DiceTalkModes, 'version'>): Parameters {
  const first = {
    emotion: fields.choice('emotion', emotions),
    refScale: fields.float('ref_scale', 3),
    emoScale: fields.float('emo_scale', 6),
    crop: fields.boolean('crop', false),
  }
  const second =
    version === '1.0'
      ? fixed
      : {
          inferenceSteps: fields.integer('inference_steps', fixed.inferenceSteps),
          durationSeconds: fields.float('duration', null),
          fps: fields.integer('fps', fixed.fps),
          seed: fields.integer('seed', null),
          dynamicScale: fields.float('dynamic_scale', fixed.dynamicScale),
          minResolution: fields.integer('min_resolution', fixed.minResolution),
          expandRatio: fields.float('expand_ratio', fixed.expandRatio),
        }
  return { ...first, ...second }
}

const fixed = {
  inferenceSteps: 20,
  durationSeconds: null,
  fps: 24,
  seed: null,
  dynamicScale: 1,
  minResolution: 256,
  expandRatio: 0.5,
} as const

/** @throws HttpError 400 for the first number out of its range, in the order in which the published server looks. */
export function checkRanges(parameters: Parameters): void {
  const ranges = [
    ['ref_scale', parameters.refScale, 0, 10, '0.0 and 10.0'],
    ['emo_scale', parameters.emoScale, 0, 10, '0.0 and 10.0'],
    ['inference_steps', parameters.inferenceSteps, 8, 50, '8 and 50'],
    ['duration', parameters.durationSeconds, 0.1, 300, '0.1 and 300.0 seconds'],
    ['fps', parameters.fps, 8, 60, '8 and 60'],
    ['seed', parameters.seed, 0, 2_147_483_647, '0 and 2147483647'],
    ['dynamic_scale', parameters.dynamicScale, 0.1, 3, '0.1 and 3.0'],
    ['min_resolution', parameters.minResolution, 128, 2048, '128 and 2048'],
    ['expand_ratio', parameters.expandRatio, 0.1, 2, '0.1 and 2.0'],
  ] as const
  for (const [name, value, low, high, words] of ranges) {
    // NaN is in no range
    if (value !== null && !(value >= low && value <= high))
      throw new HttpError(400, `${name} must be between ${words}`)
  }
}

/** The key of the service's cache, and the name of its file: content and parameters, floats as Python writes them. */
export function fileStem(
  files: { readonly imageId: string; readonly audioId: string },
  parameters: Parameters,
  { version }: Pick<DiceTalkModes, 'version'>,
): string {
  const { emotion, refScale, emoScale, crop } = parameters
  const first = [files.imageId, files.audioId, emotion, float(refScale), float(emoScale), crop ? 1 : 0]
  if (version === '1.0') return first.join('_')
  const { durationSeconds, seed } = parameters
  const second = [
    parameters.inferenceSteps,
    durationSeconds === null ? 'auto' : float(durationSeconds),
    parameters.fps,
    seed || 'auto',
    float(parameters.dynamicScale),
    parameters.minResolution,
    float(parameters.expandRatio),
  ]
  return [...first, ...second].join('_')
}

const float = (value: number): string => (Number.isInteger(value) ? `${value}.0` : `${value}`)
