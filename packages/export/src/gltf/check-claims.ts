import { ExportError } from '../export-error.ts'
import { type GlbContainer, listOf, recordOf } from './glb-container.ts'

/** What a file may unpack to, as a multiple of its size; Draco and long runs of zeros rarely pass 50. */
const MOST_EXPANSION = 256
/** Bytes that even the smallest file may unpack to. */
const LEAST_BUDGET = 1 << 20
const LARGEST_BUDGET = 2 ** 31

/**
 * Holds what a GLB says about its data against the data, before memory is taken for it: places outside of it, and
 * more unpacked data than a file of this size can mean.
 *
 * @throws ExportError `invalid-file`, with the entry that is wrong.
 * @see glTF 2.0 specification, 3.6.2 (accessors) and 5.1 to 5.11; EXT_meshopt_compression, "fallback buffer"
 */
export function checkClaims({ json, binary }: GlbContainer, fileBytes: number): void {
  const buffers = listOf(json['buffers']).map(recordOf)
  const sizes = buffers.map((buffer, index) => sizeOfBuffer(buffer, index, binary.length))
  const views = listOf(json['bufferViews']).map(recordOf)
  let budget = Math.min(LARGEST_BUDGET, fileBytes * MOST_EXPANSION + LEAST_BUDGET)
  const spend = (bytes: number, where: string): void => {
    budget -= bytes
    if (budget < 0) throw broken(where, `would unpack to far more than a file of ${fileBytes} bytes can hold`)
  }

  for (const [index, view] of views.entries()) {
    const where = `bufferViews[${index}]`
    const meshopt = recordOf(recordOf(view['extensions'])['EXT_meshopt_compression'])
    if (meshopt['buffer'] === undefined) {
      fits(view, sizes, where)
      continue
    }
    fits(meshopt, sizes, where)
    spend(count(meshopt['count'], where) * count(meshopt['byteStride'], where), where)
    spend(count(view['byteLength'], where), where)
  }
  for (const [index, accessor] of listOf(json['accessors']).map(recordOf).entries()) {
    const where = `accessors[${index}]`
    const element =
      (COMPONENTS[String(accessor['componentType'])] ?? 0) * (PARTS[String(accessor['type'])] ?? 0)
    if (element === 0) throw broken(where, 'has a type that glTF does not know')
    const items = count(accessor['count'], where)
    spend(items * element, where)
    if (accessor['bufferView'] === undefined) continue
    const view = views[count(accessor['bufferView'], where)]
    if (!view) throw broken(where, 'has its data in a view that is not there')
    const stride = count(view['byteStride'] ?? element, where)
    const end = count(accessor['byteOffset'] ?? 0, where) + Math.max(items - 1, 0) * stride + element
    if (items > 0 && end > count(view['byteLength'], where)) throw broken(where, 'goes beyond its view')
  }
}

/** Bytes of a buffer that are there; a data URI is measured by its text, a fallback of compressed views has none. */
function sizeOfBuffer({ uri, byteLength }: Record<string, unknown>, index: number, binary: number): number {
  const where = `buffers[${index}]`
  const claimed = count(byteLength, where)
  if (typeof uri === 'string') {
    if (!uri.startsWith('data:'))
      throw new ExportError(
        'unsupported',
        `This GLB keeps data in another file, ${JSON.stringify(uri.slice(0, 80))}. Export it as one file.`,
        AT_JSON,
      )
    if (claimed > uri.length) throw broken(where, 'is longer than its data')
    return claimed
  }
  if (index > 0) return 0
  // Chunks are padded to multiples of four, so the claim may be up to three bytes less.
  if (claimed > binary) throw broken(where, `claims ${claimed} bytes where there are ${binary}`)
  return claimed
}

function fits(view: Record<string, unknown>, sizes: readonly number[], where: string): void {
  const size = sizes[count(view['buffer'] ?? 0, where)]
  const end = count(view['byteOffset'] ?? 0, where) + count(view['byteLength'], where)
  if (size === undefined || end > size) throw broken(where, 'lies outside its buffer')
}

function count(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw broken(where, 'has something else where a whole number should be')
}

/** Of the JSON chunk, which every GLB has there. */
export const AT_JSON = { byteOffset: 20, line: null, column: null } as const

const broken = (where: string, what: string): ExportError =>
  new ExportError(
    'invalid-file',
    `This GLB is damaged: ${where} ${what}. Download or export it again.`,
    AT_JSON,
  )

const COMPONENTS: Readonly<Record<string, number>> = { 5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4 }
const PARTS: Readonly<Record<string, number>> = {
  SCALAR: 1,
  VEC2: 2,
  VEC3: 3,
  VEC4: 4,
  MAT2: 4,
  MAT3: 9,
  MAT4: 16,
}
