import type { Animation, AnimationSampler, Node } from '@gltf-transform/core'
import { ExportError } from '../../export-error.ts'
import { snapFps } from '../../motion/snap-fps.ts'
import type { SourceClip, SourceTrack } from './fbx-source.ts'
import type { PlacedNode } from './glb-nodes.ts'

/** What the densest evenly spaced keys of the first clip imply; `null` where they imply nothing. */
export function guessClipFps(clips: readonly Animation[]): number | null {
  let fastest = 0
  for (const sampler of clips[0]?.listSamplers() ?? []) {
    const times = sampler.getInput()?.getArray()
    const span = times ? (times.at(-1) ?? 0) - (times[0] ?? 0) : 0
    if (times && span > 0) fastest = Math.max(fastest, (times.length - 1) / span)
  }
  const snapped = snapFps(fastest)
  return Number.isInteger(snapped) || snapped !== fastest
    ? snapped >= 1 && snapped <= 240
      ? snapped
      : null
    : null
}

/**
 * Clips with a value on every frame, from the scene's second 0 to their last key.
 *
 * A channel that no clip ever moves is left out. One that only some move stays in the others: Blender leaves a bone where
 * the clip before has put it when the next one says nothing of it (measured with 3.4.1).
 */
export function sampleClips(
  animations: readonly Animation[],
  fps: number,
  placeOf: ReadonlyMap<Node, number>,
  placed: readonly PlacedNode[],
): readonly SourceClip[] {
  const clips = animations.map((clip, index) => sampleClip(clip, index, fps, placeOf, placed))
  const keyOf = ({ node, path }: SourceTrack): string => `${node} ${path}`
  const moving = new Set(
    clips.flatMap(({ tracks }) => tracks.filter((track) => !isRest(track, placed)).map(keyOf)),
  )
  return clips.map((clip) => {
    const kept = clip.tracks.filter((track) => moving.has(keyOf(track)))
    // One track stays in any case, so that a clip in which nothing moves still has its length.
    return { ...clip, tracks: kept.length > 0 ? kept : clip.tracks.slice(0, 1) }
  })
}

function sampleClip(
  clip: Animation,
  index: number,
  fps: number,
  placeOf: ReadonlyMap<Node, number>,
  placed: readonly PlacedNode[],
): SourceClip {
  const duration = Math.max(
    0,
    ...clip.listSamplers().map((sampler) => sampler.getInput()?.getArray()?.at(-1) ?? 0),
  )
  // A last key between two frames is reached by the frame behind it.
  const frameCount = Math.ceil(duration * fps - 1e-3) + 1
  if (!(frameCount <= MOST_FRAMES))
    throw new ExportError(
      'unsupported',
      `A clip of this GLB lasts ${duration} seconds, which is more than ${MOST_FRAMES} frames. Cut it first.`,
      { byteOffset: 0, line: null, column: null },
    )
  const tracks = clip.listChannels().flatMap((channel): SourceTrack[] => {
    const node = channel.getTargetNode()
    const place = node ? placeOf.get(node) : undefined
    const path = channel.getTargetPath()
    const sampler = channel.getSampler()
    if (
      place === undefined ||
      !sampler ||
      (path !== 'translation' && path !== 'rotation' && path !== 'scale')
    )
      return []
    const values = sampled(sampler, path === 'rotation', frameCount, fps)
    const scale = path === 'translation' ? (placed[place]?.outerScale ?? 1) : 1
    return [{ node: place, path, values: scale === 1 ? values : values.map((value) => value * scale) }]
  })
  return { name: clip.getName() || `clip ${index + 1}`, frameCount, tracks }
}

/** An hour at 30 frames a second, for each of hundreds of joints. */
const MOST_FRAMES = 108_000

/** Whether every frame says what the node's own transform says, as in clips that were baked for all joints. */
function isRest({ node, path, values }: SourceTrack, placed: readonly PlacedNode[]): boolean {
  const rest: readonly number[] = placed[node]?.[path] ?? []
  return values.every((value, at) => Math.abs(value - (rest[at % rest.length] ?? 0)) < 1e-6)
}

function sampled(
  sampler: AnimationSampler,
  isRotation: boolean,
  frameCount: number,
  fps: number,
): Float32Array {
  const times = sampler.getInput()?.getArray() ?? new Float32Array(1)
  const output = sampler.getOutput()
  const width = isRotation ? 4 : 3
  const values = new Float32Array(frameCount * width)
  const kind = sampler.getInterpolation()
  const isCubic = kind === 'CUBICSPLINE'
  const element = (key: number, part: 'in' | 'value' | 'out'): readonly number[] =>
    output?.getElement(isCubic ? key * 3 + (part === 'in' ? 0 : part === 'value' ? 1 : 2) : key, []) ?? []
  let key = 0
  for (let frame = 0; frame < frameCount; frame++) {
    const time = frame / fps
    while (key + 2 < times.length && (times[key + 1] ?? 0) <= time) key++
    const start = times[key] ?? 0
    const next = Math.min(key + 1, times.length - 1)
    const span = (times[next] ?? 0) - start
    const part = span > 0 ? Math.min(1, Math.max(0, (time - start) / span)) : 0
    const a = element(key, 'value')
    const b = element(next, 'value')
    const value =
      kind === 'STEP'
        ? part < 1
          ? a
          : b
        : isCubic
          ? hermite(a, element(key, 'out'), b, element(next, 'in'), part, span)
          : isRotation
            ? slerp(a, b, part)
            : a.map((from, axis) => from + ((b[axis] ?? from) - from) * part)
    values.set(value.slice(0, width), frame * width)
  }
  return values
}

/** @see glTF 2.0, appendix C.5 */
function hermite(
  a: readonly number[],
  out: readonly number[],
  b: readonly number[],
  into: readonly number[],
  t: number,
  span: number,
): readonly number[] {
  const [t2, t3] = [t * t, t * t * t]
  return a.map(
    (from, axis) =>
      (2 * t3 - 3 * t2 + 1) * from +
      span * (t3 - 2 * t2 + t) * (out[axis] ?? 0) +
      (-2 * t3 + 3 * t2) * (b[axis] ?? 0) +
      span * (t3 - t2) * (into[axis] ?? 0),
  )
}

/** @see glTF 2.0, appendix C.4 */
function slerp(a: readonly number[], b: readonly number[], part: number): readonly number[] {
  const dot = a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
  const angle = Math.acos(Math.min(1, Math.abs(dot)))
  const sign = dot < 0 ? -1 : 1
  if (angle < 1e-6) return a.map((from, index) => from + (sign * (b[index] ?? from) - from) * part)
  const [wa, wb] = [
    Math.sin((1 - part) * angle) / Math.sin(angle),
    (Math.sin(part * angle) / Math.sin(angle)) * sign,
  ]
  return a.map((from, index) => from * wa + (b[index] ?? 0) * wb)
}
