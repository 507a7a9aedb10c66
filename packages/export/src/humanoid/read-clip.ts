import { ExportError } from '../export-error.ts'
import { AT_JSON, checkClaims } from '../gltf/check-claims.ts'
import type { Motion, TranslationTrack } from '../motion/motion.ts'
import { snapFps } from '../motion/snap-fps.ts'
import { type ClipTrack, clipTracks } from './clip-tracks.ts'
import { listOf, readContainer, recordOf } from '../gltf/glb-container.ts'
import { nodeTree } from './node-tree.ts'
import { rigOf, worldPlaces } from './read-rig.ts'
import { inverse, lengthOf, minus, multiply, NO_ROTATION, rotate, type Rotation } from '../rotation.ts'
import { setTurn } from './sample-motion.ts'

export interface ReadClipOptions {
  /** The clip's name, or its place from 0; the first otherwise. */
  readonly clip?: string | number
  /** Frames per second to read it at; otherwise the rate of its densest track, or 30 where its keys are uneven or few. */
  readonly fps?: number
}

/**
 * Reads a clip of a GLB or VRMA as a motion on its skeleton, to be retargeted like any other.
 *
 * Rotations and places are read, also of nodes above the skeleton; scaling is not. The clip begins at frame 0 even if
 * its first key is later.
 *
 * @throws ExportError `invalid-option` for a clip that is not there, with the names of those that are; `unsupported`
 *   for compressed or sparse keys, and a clip that is too long for its file; as `readRig`.
 */
export function readClip(glb: Uint8Array, options: ReadClipOptions = {}): Motion {
  const container = readContainer(glb)
  checkClaims(container, glb.length)
  const rig = rigOf(container)
  const tracks = clipTracks(container, clipIndex(container.json, options.clip ?? 0))
  const end = Math.max(0, ...tracks.map(({ times }) => times.at(-1) ?? 0))
  const fps = options.fps ?? rateOf(tracks)
  if (!(fps > 0 && fps <= 1000))
    throw new ExportError('invalid-option', `fps is ${fps}; pass a rate from 0 to 1000, such as 30.`)
  const frameCount = Math.floor(end * fps + 1e-3) + 1
  // As rotations and places of every joint.
  if (!(frameCount * rig.joints.length * 28 <= glb.length * MOST_EXPANSION + LEAST_BUDGET))
    throw new ExportError(
      'unsupported',
      `This clip lasts ${end} seconds, by far more than its keys can mean. Pass a lower fps, or export it again.`,
      AT_JSON,
    )
  const nodes = listOf(container.json['nodes']).map(recordOf)
  const tree = nodeTree(nodes)
  const count = rig.joints.length
  const rotations = new Float32Array(frameCount * count * 4)
  const travel = rig.joints.map(() => new Float32Array(frameCount * 3))
  const moves = new Set<number>()
  for (let frame = 0; frame < frameCount; frame++) {
    const posed = nodes.slice()
    for (const { node, path, sampleAt } of tracks)
      posed[node] = { ...posed[node], [path]: sampleAt(frame / fps) }
    const places = worldPlaces(posed, tree)
    const turns: Rotation[] = []
    for (const [joint, { parent, offset }] of rig.joints.entries()) {
      const rest = rig.rest[joint]
      const place = places[rest?.node ?? 0]
      if (!rest || !place) continue
      const turn = multiply(place.rotation, inverse(rest.rotation))
      turns.push(turn)
      const above = parent === null ? NO_ROTATION : (turns[parent] ?? NO_ROTATION)
      setTurn(rotations, frame, count, joint, multiply(inverse(above), turn))
      const from = parent === null ? null : places[rig.rest[parent]?.node ?? 0]
      const local = from ? rotate(inverse(above), minus(place.position, from.position)) : place.position
      travel[joint]?.set(local, frame * 3)
      if (lengthOf(minus(local, offset)) > STILL) moves.add(joint)
    }
  }
  const translations = travel.flatMap((values, joint): readonly TranslationTrack[] =>
    moves.has(joint) || rig.joints[joint]?.parent === null ? [{ joint, values }] : [],
  )
  return { joints: rig.joints, fps, frameCount, rotations, translations }
}

/** What a clip may become, as a multiple of its file: keys may be few where nothing moves for minutes. */
const MOST_EXPANSION = 256
/** Bytes that even the smallest file may become. */
const LEAST_BUDGET = 2 ** 22

/** Metres; below this a joint is where it rests. */
const STILL = 1e-5

function clipIndex(json: Record<string, unknown>, wanted: string | number): number {
  const names = listOf(json['animations']).map((clip, index) =>
    String(recordOf(clip)['name'] ?? `clip ${index + 1}`),
  )
  const index = typeof wanted === 'number' ? wanted : names.indexOf(wanted)
  if (names[index] === undefined)
    throw new ExportError(
      'invalid-option',
      `There is no clip ${JSON.stringify(wanted)}; this file has ${names.length > 0 ? names.join(', ') : 'none'}.`,
    )
  return index
}

/** Tracks may have been thinned out; the densest tells the rate, where it is one that means something. */
function rateOf(tracks: readonly ClipTrack[]): number {
  let densest = 0
  for (const { times } of tracks) {
    const length = (times.at(-1) ?? 0) - (times[0] ?? 0)
    if (times.length > 1 && length > 0) densest = Math.max(densest, (times.length - 1) / length)
  }
  const snapped = snapFps(densest)
  const isRate = snapped >= SLOWEST && (snapped !== densest || Number.isInteger(snapped))
  return isRate ? snapped : 30
}

/** Frames per second; keys that lie wider were set by hand and are no rate. */
const SLOWEST = 12
