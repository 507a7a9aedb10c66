import type { Motion } from '../motion/motion.ts'
import { restPositions, rig } from '../motion/rig.ts'
import { concatenate } from '../concatenate.ts'
import { mannequin } from './mannequin.ts'

/** glTF's numbers for component types and buffer targets. */
export const gl = { u8: 5121, u16: 5123, u32: 5125, f32: 5126, vertices: 34962, indices: 34963 }

/**
 * A motion as a binary glTF 2.0: the skinned mannequin in metres, Y up, facing +Z, with one animation that is named
 * after what the figure does.
 *
 * @see glTF 2.0 specification, sections 3.7 (skins), 3.11 (animations) and 4.4 (GLB).
 */
export const toGlb = (motion: Motion): Uint8Array => write(motion)

/** The character alone, in its T-pose. */
export const characterGlb = (): Uint8Array => write(null)

interface Accessor {
  readonly bufferView: number
  readonly componentType: number
  readonly count: number
  readonly type: string
  readonly normalized?: boolean
  readonly min?: readonly number[]
  readonly max?: readonly number[]
}

function write(motion: Motion | null): Uint8Array {
  const buffer = createBuffer()
  const { positions, normals, colors, joints, weights, indices } = mannequin
  const body = {
    attributes: {
      POSITION: buffer.add(Float32Array.from(positions), 'VEC3', { target: gl.vertices, bounds: true }),
      NORMAL: buffer.add(Float32Array.from(normals), 'VEC3', { target: gl.vertices }),
      COLOR_0: buffer.add(toBytes(colors, 3), 'VEC4', { target: gl.vertices, normalized: true }),
      JOINTS_0: buffer.add(Uint8Array.from(joints), 'VEC4', { target: gl.vertices }),
      WEIGHTS_0: buffer.add(Float32Array.from(weights), 'VEC4', { target: gl.vertices }),
    },
    indices: buffer.add(Uint16Array.from(indices), 'SCALAR', { target: gl.indices }),
    material: 0,
  }
  const inverseBindMatrices = buffer.add(
    Float32Array.from(
      restPositions.flatMap(([x, y, z]) => [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, -x, -y, -z, 1]),
    ),
    'MAT4',
  )
  const nodes = rig.map(({ name, offset }, index) => {
    const children = [...rig.keys()].filter((child) => rig[child]?.parent === index)
    return { name, translation: offset, ...(children.length > 0 && { children }) }
  })
  const json = {
    asset: { version: '2.0', generator: '@onetake/emulator' },
    scene: 0,
    scenes: [{ name: 'Scene', nodes: [0, rig.length] }],
    nodes: [...nodes, { name: 'mannequin', mesh: 0, skin: 0 }],
    meshes: [{ name: 'mannequin', primitives: [body] }],
    materials: [{ name: 'mannequin', pbrMetallicRoughness: { metallicFactor: 0, roughnessFactor: 0.62 } }],
    skins: [{ name: 'skeleton', inverseBindMatrices, skeleton: 0, joints: [...rig.keys()] }],
    ...(motion !== null && { animations: [animation(motion, buffer)] }),
    accessors: buffer.accessors,
    bufferViews: buffer.views,
    buffers: [{ byteLength: buffer.length() }],
  }
  return pack(new TextEncoder().encode(JSON.stringify(json)), buffer.bytes())
}

function animation(motion: Motion, buffer: ReturnType<typeof createBuffer>) {
  const count = motion.frameCount
  const times = Float32Array.from({ length: count }, (_, frame) => frame / motion.fps)
  const input = buffer.add(times, 'SCALAR', { bounds: true })
  const samplers = [{ input, output: buffer.add(motion.hips, 'VEC3'), interpolation: 'LINEAR' }]
  const channels = [{ sampler: 0, target: { node: 0, path: 'translation' } }]
  for (const joint of motion.joints.keys()) {
    const track = new Float32Array(count * 4)
    for (let frame = 0; frame < count; frame++) {
      const at = (frame * motion.joints.length + joint) * 4
      track.set(motion.rotations.subarray(at, at + 4), frame * 4)
    }
    channels.push({ sampler: samplers.length, target: { node: joint, path: 'rotation' } })
    samplers.push({ input, output: buffer.add(track, 'VEC4'), interpolation: 'LINEAR' })
  }
  return { name: motion.name, channels, samplers }
}

export function createBuffer() {
  const parts: Uint8Array[] = []
  const views: object[] = []
  const accessors: Accessor[] = []
  let length = 0
  const view = (data: ArrayBufferView, target?: number): number => {
    views.push({
      buffer: 0,
      byteOffset: length,
      byteLength: data.byteLength,
      ...(target !== undefined && { target }),
    })
    const bytes = new Uint8Array(data.byteLength + (-data.byteLength & 3))
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    parts.push(bytes)
    length += bytes.length
    return views.length - 1
  }
  return {
    views,
    accessors,
    /** Bytes that are no numbers of a mesh, an image for instance. @returns The index of the view. */
    view,
    length: () => length,
    bytes: (): Uint8Array => concatenate(parts),
    /** @returns The index of the accessor. */
    add: (
      data: Float32Array | Uint32Array | Uint16Array | Uint8Array,
      type: 'SCALAR' | 'VEC2' | 'VEC3' | 'VEC4' | 'MAT4',
      options: { readonly target?: number; readonly bounds?: boolean; readonly normalized?: boolean } = {},
    ): number => {
      const width = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT4: 16 }[type]
      const { target, bounds = false, normalized = false } = options
      view(data, target)
      accessors.push({
        bufferView: views.length - 1,
        componentType: componentTypeOf(data),
        count: data.length / width,
        type,
        ...(normalized && { normalized }),
        ...(bounds && {
          min: edge(data, width, Math.min),
          max: edge(data, width, Math.max),
        }),
      })
      return accessors.length - 1
    },
  }
}

const componentTypeOf = (data: Float32Array | Uint32Array | Uint16Array | Uint8Array): number => {
  if (data instanceof Float32Array) return gl.f32
  if (data instanceof Uint32Array) return gl.u32
  return data instanceof Uint16Array ? gl.u16 : gl.u8
}

/** The smallest or largest number of every component. */
const edge = (
  data: Iterable<number>,
  width: number,
  pick: (a: number, b: number) => number,
): readonly number[] => {
  const all = [...data]
  return all
    .slice(0, width)
    .map((first, column) => all.filter((_, at) => at % width === column).reduce((a, b) => pick(a, b), first))
}

/** Colours as bytes with an opaque fourth, so that every vertex stays on a boundary of four bytes. */
function toBytes(colors: readonly number[], width: number): Uint8Array {
  return Uint8Array.from({ length: (colors.length / width) * 4 }, (_, at) =>
    at % 4 === 3 ? 255 : Math.round((colors[Math.floor(at / 4) * width + (at % 4)] ?? 0) * 255),
  )
}

/** Header, JSON padded with spaces, binary: everything little-endian, on boundaries of four bytes. */
export function pack(json: Uint8Array, binary: Uint8Array): Uint8Array {
  const padded = json.length + (-json.length & 3)
  const bytes = new Uint8Array(12 + 8 + padded + 8 + binary.length)
  const view = new DataView(bytes.buffer)
  const words = [0x46546c67, 2, bytes.length, padded, 0x4e4f534a]
  for (const [at, word] of words.entries()) view.setUint32(at * 4, word, true)
  bytes.fill(0x20, 20, 20 + padded)
  bytes.set(json, 20)
  view.setUint32(20 + padded, binary.length, true)
  view.setUint32(24 + padded, 0x004e4942, true)
  bytes.set(binary, 28 + padded)
  return bytes
}
