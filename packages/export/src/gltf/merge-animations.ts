import { ExportError } from '../export-error.ts'
import {
  type GlbContainer,
  type Json,
  listOf,
  padded,
  readContainer,
  recordOf,
  writeContainer,
} from './glb-container.ts'
import { uniqueNaming } from '../unique-names.ts'
import { AT_JSON, checkClaims } from './check-claims.ts'
import { matchNodes } from './match-nodes.ts'

/** A GLB whose clips go into one file. */
export interface MergeSource {
  /** Names its clip; of several clips it comes before each one's own name. */
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Variants of one character in one file: the first GLB as it is, extensions nobody here knows included, with the clips
 * of all. Keys are copied, not computed.
 *
 * @returns The file, and the names its clips have now, in order; a name that is taken gets a number.
 * @throws ExportError `invalid-option` for no source; `unsupported` for skeletons that are not the same, with what
 *   differs, and for keys that are compressed or sparse; `invalid-file` for a damaged GLB.
 */
export function mergeAnimations(sources: readonly MergeSource[]): {
  readonly glb: Uint8Array<ArrayBuffer>
  readonly clips: readonly string[]
} {
  const [first, ...others] = sources
  if (!first) throw new ExportError('invalid-option', 'There is nothing to merge; pass one GLB or more.')
  const base = opened(first)
  const naming = uniqueNaming(' ')
  const clips = nameClips(base, first.name, naming)
  const merged: Merged = {
    accessors: [...listOf(base.json['accessors'])],
    views: [...listOf(base.json['bufferViews'])],
    parts: [base.binary],
    size: base.binary.length,
  }
  for (const source of others) {
    const container = opened(source)
    const nodeOf = matchNodes(base.json, container.json, [first.name, source.name])
    const copied = new Map<number, number>()
    for (const clip of nameClips(container, source.name, naming)) {
      const copy = (index: unknown): number => {
        const from = Number(index)
        const to = copied.get(from) ?? copyAccessor(container, from, merged, source.name)
        copied.set(from, to)
        return to
      }
      const samplers = listOf(clip['samplers'])
        .map(recordOf)
        .map((sampler) => ({ ...sampler, input: copy(sampler['input']), output: copy(sampler['output']) }))
      const channels = listOf(clip['channels']).map((channel) => {
        const { target, ...rest } = recordOf(channel)
        const { node, ...path } = recordOf(target)
        return { ...rest, target: node === undefined ? path : { ...path, node: nodeOf(Number(node)) } }
      })
      clips.push({ ...clip, channels, samplers })
    }
  }
  const binary = new Uint8Array(merged.size)
  let at = 0
  for (const part of merged.parts) {
    binary.set(part, at)
    at += padded(part.length)
  }
  const [buffer, ...rest] = listOf(base.json['buffers'])
  const json: Json = {
    ...base.json,
    ...(clips.length > 0 ? { animations: clips } : {}),
    ...(merged.accessors.length > 0 ? { accessors: merged.accessors, bufferViews: merged.views } : {}),
    ...(binary.length > 0 ? { buffers: [{ ...recordOf(buffer), byteLength: binary.length }, ...rest] } : {}),
  }
  return { glb: writeContainer({ json, binary }), clips: clips.map(({ name }) => String(name)) }
}

interface Merged {
  readonly accessors: unknown[]
  readonly views: unknown[]
  readonly parts: Uint8Array[]
  size: number
}

function opened({ name, bytes }: MergeSource): GlbContainer {
  try {
    const container = readContainer(bytes)
    checkClaims(container, bytes.length)
    return container
  } catch (error) {
    if (!ExportError.is(error)) throw error
    throw new ExportError(error.code, `${JSON.stringify(name)}: ${error.message}`, error.position)
  }
}

function nameClips({ json }: GlbContainer, source: string, naming: (name: string) => string): Json[] {
  const clips = listOf(json['animations']).map(recordOf)
  return clips.map((clip, index) => {
    const own = clips.length === 1 ? '' : ` ${String(clip['name'] ?? index + 1)}`
    return { ...clip, name: naming(`${source}${own}`) }
  })
}

/** Into a view of its own, so that nothing else of the other file comes along. */
function copyAccessor({ json, binary }: GlbContainer, index: number, merged: Merged, source: string): number {
  const accessor = recordOf(listOf(json['accessors'])[index])
  const view = recordOf(listOf(json['bufferViews'])[Number(accessor['bufferView'] ?? -1)])
  const isPlain =
    accessor['bufferView'] !== undefined &&
    accessor['sparse'] === undefined &&
    view['extensions'] === undefined &&
    view['byteStride'] === undefined &&
    Number(view['buffer'] ?? 0) === 0
  if (!isPlain)
    throw new ExportError(
      'unsupported',
      `The keys of ${JSON.stringify(source)} are compressed, sparse or interleaved. Pass it through engineProfile first.`,
      AT_JSON,
    )
  const { byteOffset = 0, ...rest } = accessor
  const start = Number(view['byteOffset'] ?? 0) + Number(byteOffset)
  const length =
    Number(accessor['count']) *
    (BYTES[Number(accessor['componentType'])] ?? 4) *
    (PARTS[String(accessor['type'])] ?? 1)
  merged.parts.push(binary.subarray(start, start + length))
  const at = padded(merged.size)
  merged.size = at + padded(length)
  merged.views.push({ buffer: 0, byteOffset: at, byteLength: length })
  return merged.accessors.push({ ...rest, bufferView: merged.views.length - 1 }) - 1
}

const BYTES: Readonly<Record<number, number>> = { 5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4 }
const PARTS: Readonly<Record<string, number>> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4 }
