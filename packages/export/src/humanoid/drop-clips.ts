import { type GlbContainer, type Json, listOf, padded, recordOf } from '../gltf/glb-container.ts'

/** Extensions that refer to no accessor and no buffer view, so that the rest of the file can be numbered anew. */
const HARMLESS =
  /^(KHR_materials_\w+|KHR_texture_(transform|basisu)|KHR_lights_punctual|KHR_mesh_quantization|EXT_texture_webp|VRM|VRMC_\w+)$/

/**
 * The same file without its clips, and without the data only they used.
 *
 * Where an extension might point into the data in a way nobody here knows, the clips go and their data stays.
 */
export function withoutClips({ json, binary }: GlbContainer): GlbContainer {
  const { animations: _, ...rest } = json
  if (!listOf(json['extensionsUsed']).every((name) => HARMLESS.test(String(name))))
    return { json: rest, binary }

  const accessors = listOf(json['accessors']).map(recordOf)
  const keptAccessors = numbering(accessors.length, accessorsIn(rest))
  const withData = [...keptAccessors.keys()].map((index) => accessors[index] ?? {})
  const views = listOf(json['bufferViews']).map(recordOf)
  const images = listOf(json['images']).map(recordOf)
  const keptViews = numbering(views.length, [
    ...withData.flatMap(viewsOfAccessor),
    ...images.map((image) => image['bufferView']),
  ])
  const parts = compacted(binary, views, keptViews)
  return {
    json: {
      ...rest,
      accessors: withData.map((accessor) => renumberedAccessor(accessor, keptViews)),
      bufferViews: parts.views,
      ...(images.length > 0
        ? { images: images.map((image) => renumbered(image, ['bufferView'], keptViews)) }
        : {}),
      ...(json['meshes'] === undefined
        ? {}
        : { meshes: listOf(json['meshes']).map((mesh) => renumberedMesh(recordOf(mesh), keptAccessors)) }),
      ...(json['skins'] === undefined
        ? {}
        : {
            skins: listOf(json['skins']).map((skin) =>
              renumbered(recordOf(skin), ['inverseBindMatrices'], keptAccessors),
            ),
          }),
      buffers: listOf(json['buffers']).map((buffer, index) =>
        index === 0 ? { ...recordOf(buffer), byteLength: parts.binary.length } : buffer,
      ),
    },
    binary: parts.binary,
  }
}

type Numbering = ReadonlyMap<number, number>

function numbering(count: number, used: readonly unknown[]): Numbering {
  const wanted = new Set(used)
  const kept = Array.from({ length: count }, (_, index) => index).filter((index) => wanted.has(index))
  return new Map(kept.map((index, position) => [index, position]))
}

/** @see glTF 2.0 specification, 5.24 (primitives: attributes, indices, targets) and 5.28 (skins) */
function accessorsIn(json: Json): readonly unknown[] {
  const primitives = listOf(json['meshes']).flatMap((mesh) =>
    listOf(recordOf(mesh)['primitives']).map(recordOf),
  )
  return [
    ...primitives.flatMap(({ attributes, indices, targets }) => [
      ...Object.values(recordOf(attributes)),
      indices,
      ...listOf(targets).flatMap((target) => Object.values(recordOf(target))),
    ]),
    ...listOf(json['skins']).map((skin) => recordOf(skin)['inverseBindMatrices']),
  ]
}

function viewsOfAccessor({ bufferView, sparse }: Json): readonly unknown[] {
  const { indices, values } = recordOf(sparse)
  return [bufferView, recordOf(indices)['bufferView'], recordOf(values)['bufferView']]
}

function compacted(
  binary: Uint8Array<ArrayBuffer>,
  views: readonly Json[],
  kept: Numbering,
): { readonly views: readonly Json[]; readonly binary: Uint8Array<ArrayBuffer> } {
  let size = 0
  const moved = [...kept.keys()].map((index) => {
    const view = views[index] ?? {}
    // Another buffer is another file; its offsets are not ours.
    if (Number(view['buffer'] ?? 0) !== 0) return { view, from: 0, length: 0 }
    const [from, length] = [Number(view['byteOffset'] ?? 0), Number(view['byteLength'] ?? 0)]
    const placed = { view: { ...view, byteOffset: size }, from, length }
    size += padded(length)
    return placed
  })
  const bytes = new Uint8Array(size)
  let at = 0
  for (const { from, length } of moved) {
    bytes.set(binary.subarray(from, from + length), at)
    at += padded(length)
  }
  return { views: moved.map(({ view }) => view), binary: bytes }
}

function renumbered(record: Json, keys: readonly string[], numbers: Numbering): Json {
  const changed = keys.flatMap((key) => {
    const number = numbers.get(Number(record[key] ?? -1))
    return number === undefined ? [] : [[key, number] as const]
  })
  return { ...record, ...Object.fromEntries(changed) }
}

const renumberedAll = (record: unknown, numbers: Numbering): Json =>
  renumbered(recordOf(record), Object.keys(recordOf(record)), numbers)

function renumberedAccessor(accessor: Json, numbers: Numbering): Json {
  const own = renumbered(accessor, ['bufferView'], numbers)
  if (accessor['sparse'] === undefined) return own
  const { indices, values, ...others } = recordOf(accessor['sparse'])
  const part = (record: unknown): Json => renumbered(recordOf(record), ['bufferView'], numbers)
  return { ...own, sparse: { ...others, indices: part(indices), values: part(values) } }
}

function renumberedMesh(mesh: Json, numbers: Numbering): Json {
  const primitives = listOf(mesh['primitives']).map((primitive) => {
    const { attributes, targets, ...others } = recordOf(primitive)
    return {
      ...renumbered(others, ['indices'], numbers),
      attributes: renumberedAll(attributes, numbers),
      ...(targets === undefined
        ? {}
        : { targets: listOf(targets).map((target) => renumberedAll(target, numbers)) }),
    }
  })
  return { ...mesh, primitives }
}
