import { ExportError } from '../export-error.ts'
import { AT_JSON } from '../gltf/check-claims.ts'
import { type GlbContainer, listOf, recordOf } from '../gltf/glb-container.ts'
import { type Rotation, slerp, unit } from '../rotation.ts'

/** What one channel of a clip does to its node. */
export interface ClipTrack {
  readonly node: number
  readonly path: 'rotation' | 'translation'
  /** Seconds of the keys, rising. */
  readonly times: Float64Array
  /** Before the first key and after the last it holds still. */
  readonly sampleAt: (seconds: number) => readonly number[]
}

/**
 * The channels of a clip that move or turn nodes.
 *
 * @throws ExportError `unsupported` for keys that are compressed, sparse or in another file; `invalid-file` for keys
 *   that lie outside the data.
 * @see glTF 2.0 specification, 3.11 (animations), appendix C (interpolation)
 */
export function clipTracks({ json, binary }: GlbContainer, clip: number): readonly ClipTrack[] {
  const animation = recordOf(listOf(json['animations'])[clip])
  const samplers = listOf(animation['samplers']).map(recordOf)
  return listOf(animation['channels']).flatMap((channel): readonly ClipTrack[] => {
    const { target, sampler } = recordOf(channel)
    const { node, path } = recordOf(target)
    const keys = samplers[Number(sampler)]
    if (typeof node !== 'number' || !keys || (path !== 'rotation' && path !== 'translation')) return []
    const times = numbersOf({ json, binary }, Number(keys['input']), 1)
    const size = path === 'rotation' ? 4 : 3
    const values = numbersOf({ json, binary }, Number(keys['output']), size)
    const kind = String(keys['interpolation'] ?? 'LINEAR')
    return times.length === 0 ? [] : [{ node, path, times, sampleAt: sampleKeys(times, values, size, kind) }]
  })
}

function sampleKeys(
  times: Float64Array,
  values: Float64Array,
  size: 3 | 4,
  kind: string,
): (seconds: number) => readonly number[] {
  const isCubic = kind === 'CUBICSPLINE'
  // A cubic key is an in-tangent, a value and an out-tangent.
  const part = (key: number, which: 0 | 1 | 2): readonly number[] => {
    const at = isCubic ? (key * 3 + which) * size : key * size
    return [...values.subarray(at, at + size)]
  }
  return (seconds) => {
    const after = firstAfter(times, seconds)
    if (after === 0) return part(0, 1)
    if (after === times.length) return part(times.length - 1, 1)
    const low = after - 1
    const length = (times[after] ?? 0) - (times[low] ?? 0)
    const share = length > 0 ? (seconds - (times[low] ?? 0)) / length : 0
    const [a, b] = [part(low, 1), part(after, 1)]
    if (kind === 'STEP') return a
    if (isCubic) return cubic(a, part(low, 2), part(after, 0), b, share, length, size)
    if (size === 4) return slerp(toRotation(a), toRotation(b), share)
    return a.map((value, axis) => value + ((b[axis] ?? 0) - value) * share)
  }
}

/** Index of the first of rising times that is later; their count where none is. */
function firstAfter(times: Float64Array, seconds: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] ?? 0) > seconds) high = middle
    else low = middle + 1
  }
  return low
}

function cubic(
  a: readonly number[],
  out: readonly number[],
  into: readonly number[],
  b: readonly number[],
  t: number,
  length: number,
  size: 3 | 4,
): readonly number[] {
  const [t2, t3] = [t * t, t * t * t]
  const mixed = a.map(
    (value, axis) =>
      (2 * t3 - 3 * t2 + 1) * value +
      length * (t3 - 2 * t2 + t) * (out[axis] ?? 0) +
      (-2 * t3 + 3 * t2) * (b[axis] ?? 0) +
      length * (t3 - t2) * (into[axis] ?? 0),
  )
  return size === 4 ? unit(toRotation(mixed)) : mixed
}

const toRotation = ([x = 0, y = 0, z = 0, w = 1]: readonly number[]): Rotation => [x, y, z, w]

function numbersOf({ json, binary }: GlbContainer, index: number, size: number): Float64Array {
  const accessor = recordOf(listOf(json['accessors'])[index])
  const view = recordOf(listOf(json['bufferViews'])[Number(accessor['bufferView'] ?? -1)])
  const type = Number(accessor['componentType'])
  const component = COMPONENTS[type]
  const isPlain =
    accessor['sparse'] === undefined && view['extensions'] === undefined && Number(view['buffer'] ?? 0) === 0
  if (!component || accessor['bufferView'] === undefined || !isPlain)
    throw new ExportError(
      'unsupported',
      'The keys of this clip are compressed, sparse or in another file. Export it again without compression.',
      AT_JSON,
    )
  const count = Number(accessor['count'] ?? 0)
  const start = Number(view['byteOffset'] ?? 0) + Number(accessor['byteOffset'] ?? 0)
  const stride = Number(view['byteStride'] ?? component.bytes * size)
  // Cubic keys hold three values each, which their accessor counts.
  if (!(count >= 0) || start + (count - 1) * stride + component.bytes * size > binary.length)
    throw new ExportError(
      'invalid-file',
      'This GLB is damaged: the keys of its clip lie outside its data.',
      AT_JSON,
    )
  const data = new DataView(binary.buffer, binary.byteOffset, binary.byteLength)
  const values = new Float64Array(count * size)
  for (let item = 0; item < count; item++)
    for (let part = 0; part < size; part++)
      values[item * size + part] = component.read(data, start + item * stride + part * component.bytes)
  return values
}

interface Component {
  readonly bytes: number
  readonly read: (data: DataView, at: number) => number
}

/** Floats, and integers that stand for -1 to 1 or 0 to 1 (3.11: rotations may be so). */
const COMPONENTS: Readonly<Record<number, Component>> = {
  5120: { bytes: 1, read: (data, at) => Math.max(data.getInt8(at) / 127, -1) },
  5121: { bytes: 1, read: (data, at) => data.getUint8(at) / 255 },
  5122: { bytes: 2, read: (data, at) => Math.max(data.getInt16(at, true) / 32_767, -1) },
  5123: { bytes: 2, read: (data, at) => data.getUint16(at, true) / 65_535 },
  5126: { bytes: 4, read: (data, at) => data.getFloat32(at, true) },
}
