import { ExportError } from '../export-error.ts'
import { AT_JSON } from './check-claims.ts'
import { type GlbContainer, type Json, layOutContainer, listOf, padded, recordOf } from './glb-container.ts'

/** How one node moves in a clip. */
export interface ClipTrack {
  /** Index of the node. */
  readonly node: number
  readonly path: 'rotation' | 'translation'
  /** Writes the keys, frame after frame, where they stay: those of a long take are the largest thing in memory. */
  readonly fill: (keys: Float32Array) => void
}

/** A clip with a key on every frame, the first of them at 0 s. */
export interface Clip {
  readonly name: string
  readonly frameCount: number
  readonly fps: number
  /** At least one. */
  readonly tracks: readonly ClipTrack[]
}

/**
 * A GLB with one more clip, after those that are there. Nothing else changes.
 *
 * @throws ExportError `unsupported` where the data of the GLB lies in another file.
 * @see glTF 2.0 specification, 3.11 (animations)
 */
export function appendClip({ json, binary: before }: GlbContainer, clip: Clip): Uint8Array<ArrayBuffer> {
  const { name, frameCount, fps, tracks } = clip
  const [own, ...otherBuffers] = listOf(json['buffers'])
  if (recordOf(own)['uri'] !== undefined)
    throw new ExportError(
      'unsupported',
      'The data of this GLB lies in another file. Export it again as one file.',
      AT_JSON,
    )
  const accessors = [...listOf(json['accessors'])]
  const views = listOf(json['bufferViews'])
  const start = padded(before.length)
  let floats = 0
  const fills: ((keys: Float32Array<ArrayBuffer>) => void)[] = []
  /** Index of a new accessor, whose keys will be filled in. */
  const append = (type: keyof typeof PARTS, fill: ClipTrack['fill'], bounds: Json = {}): number => {
    const [from, length] = [floats, frameCount * PARTS[type]]
    floats += length
    fills.push((keys) => fill(keys.subarray(from, from + length)))
    const place = { bufferView: views.length, byteOffset: from * 4 }
    return accessors.push({ ...place, componentType: FLOAT, count: frameCount, type, ...bounds }) - 1
  }
  const last = Math.fround((frameCount - 1) / fps)
  const timesOf = (keys: Float32Array): void => {
    for (let frame = 0; frame < frameCount; frame++) keys[frame] = frame / fps
  }
  const input = append('SCALAR', timesOf, { min: [0], max: [last] })
  const samplers = tracks.map(({ path, fill }) => ({
    input,
    output: append(path === 'rotation' ? 'VEC4' : 'VEC3', fill),
    interpolation: 'LINEAR',
  }))
  const channels = tracks.map(({ node, path }, sampler) => ({ sampler, target: { node, path } }))
  const byteLength = start + floats * 4
  const { glb, binary } = layOutContainer(
    {
      ...json,
      accessors,
      bufferViews: [...views, { buffer: 0, byteOffset: start, byteLength: floats * 4 }],
      buffers: [{ ...recordOf(own), byteLength }, ...otherBuffers],
      animations: [...listOf(json['animations']), { name, samplers, channels }],
    },
    byteLength,
  )
  binary.set(before)
  const keys = new Float32Array(binary.buffer, binary.byteOffset + start, floats)
  for (const fill of fills) fill(keys)
  return glb
}

const FLOAT = 5126
const PARTS = { SCALAR: 1, VEC3: 3, VEC4: 4 } as const
