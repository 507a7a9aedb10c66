/** Where the character is at a time, in metres: to the side (x) and to the front (z). */
export type Travel = (seconds: number) => { readonly x: number; readonly z: number }

/** What of a glTF file tells how its character travels. */
interface Gltf {
  readonly animations?: readonly {
    readonly channels: readonly { readonly sampler: number; readonly target: { readonly path: string } }[]
    readonly samplers: readonly { readonly input: number; readonly output: number }[]
  }[]
  readonly accessors?: readonly {
    readonly bufferView?: number
    readonly byteOffset?: number
    readonly componentType: number
    readonly count: number
  }[]
  readonly bufferViews?: readonly { readonly byteOffset?: number; readonly byteStride?: number }[]
}

const FLOAT = 5126

/**
 * How the character of a GLB travels: by the first joint whose place is animated, which is the hips.
 *
 * @returns Null where nothing travels, or the file is packed in a way that only the viewer unpacks.
 * @see glTF 2.0 specification, "GLB File Format" and "Animations"
 */
export function travelOf(glb: ArrayBuffer): Travel | null {
  const header = new DataView(glb)
  const jsonBytes = header.getUint32(12, true)
  const gltf = JSON.parse(new TextDecoder().decode(new Uint8Array(glb, 20, jsonBytes))) as Gltf
  const animation = gltf.animations?.[0]
  const channel = animation?.channels.find(({ target }) => target.path === 'translation')
  const sampler = channel && animation?.samplers[channel.sampler]
  if (!sampler) return null
  const times = read(sampler.input, 1)
  const places = read(sampler.output, 3)
  if (!times || !places) return null

  return (seconds) => {
    const next = times.findIndex((time) => time >= seconds)
    const index = next < 0 ? times.length - 1 : next
    return { x: places[index * 3] ?? 0, z: places[index * 3 + 2] ?? 0 }
  }

  function read(accessorIndex: number, width: number): Float32Array | null {
    const accessor = gltf.accessors?.[accessorIndex]
    const view = accessor?.bufferView === undefined ? undefined : gltf.bufferViews?.[accessor.bufferView]
    if (!accessor || !view || accessor.componentType !== FLOAT || view.byteStride !== undefined) return null
    // The binary chunk begins with eight bytes of its own.
    const start = 20 + jsonBytes + 8 + (view.byteOffset ?? 0) + (accessor.byteOffset ?? 0)
    return new Float32Array(glb.slice(start, start + accessor.count * width * 4))
  }
}
