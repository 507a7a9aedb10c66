import { ExportError, type ExportErrorCode } from '../../export-error.ts'
import { errorAtByte } from '../splat-error.ts'

/** How one number is stored. PLY has two names for each of them. */
export type PlyType = 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32' | 'float64'

export interface PlyProperty {
  readonly name: string
  readonly type: PlyType
  /** From the start of a row. */
  readonly byteOffset: number
}

/** A table in the file: rows of equal length, one after another. */
export interface PlyElement {
  readonly name: string
  readonly count: number
  readonly properties: ReadonlyMap<string, PlyProperty>
  /** Bytes in a row; `null` where a list makes rows differ. */
  readonly rowBytes: number | null
  /** Where in the header its line is, for errors. */
  readonly declaredAt: number
}

/** An element whose rows were found to be in the file, all of them. */
export interface PlacedElement extends PlyElement {
  readonly rowBytes: number
  readonly startsAt: number
}

export interface PlyHeader {
  readonly littleEndian: boolean
  readonly elements: readonly PlyElement[]
  /** Where the first table begins. */
  readonly byteLength: number
}

/** Real headers are below 2 kB; one without an end must not be searched for it through gigabytes. */
const MOST_HEADER_BYTES = 65_536

const TYPES: Readonly<Record<string, { readonly type: PlyType; readonly bytes: number }>> = {
  char: { type: 'int8', bytes: 1 },
  int8: { type: 'int8', bytes: 1 },
  uchar: { type: 'uint8', bytes: 1 },
  uint8: { type: 'uint8', bytes: 1 },
  short: { type: 'int16', bytes: 2 },
  int16: { type: 'int16', bytes: 2 },
  ushort: { type: 'uint16', bytes: 2 },
  uint16: { type: 'uint16', bytes: 2 },
  int: { type: 'int32', bytes: 4 },
  int32: { type: 'int32', bytes: 4 },
  uint: { type: 'uint32', bytes: 4 },
  uint32: { type: 'uint32', bytes: 4 },
  float: { type: 'float32', bytes: 4 },
  float32: { type: 'float32', bytes: 4 },
  double: { type: 'float64', bytes: 8 },
  float64: { type: 'float64', bytes: 8 },
}

/**
 * The header of a binary PLY. Lines may end in LF or CRLF; comments, `obj_info` and doubled blanks are skipped.
 *
 * @param bytes - The file, or as much of its start as is there.
 * @returns `null` when `bytes` end before the header does and more could still come.
 * @throws ExportError `invalid-file` with line and column, or `unsupported` for a PLY written as text.
 * @see Greg Turk, "The PLY Polygon File Format" (1998)
 */
export function readPlyHeader(bytes: Uint8Array): PlyHeader | null {
  let littleEndian: boolean | null = null
  const elements: ElementDraft[] = []
  let start = 0
  for (let line = 1; ; line++) {
    const end = bytes.subarray(0, MOST_HEADER_BYTES).indexOf(LINE_FEED, start)
    const fail = (message: string, code: ExportErrorCode = 'invalid-file'): ExportError =>
      new ExportError(code, `Line ${line}, column 1: ${message}`, { byteOffset: start, line, column: 1 })
    if (end < 0) {
      if (bytes.length < MOST_HEADER_BYTES) return null
      throw fail(`the header of this PLY does not end within ${MOST_HEADER_BYTES} bytes.`)
    }
    const words = latin1.decode(bytes.subarray(start, end)).split(/\s+/).filter(Boolean)
    const [keyword, first, second] = words
    const element = elements.at(-1)
    if (line === 1) {
      if (keyword !== 'ply' || words.length > 1) throw fail('a PLY begins with a line that says "ply".')
    } else if (keyword === 'format') {
      if (first === 'ascii')
        throw fail('this PLY is written as text; save it as binary_little_endian.', 'unsupported')
      if (first !== 'binary_little_endian' && first !== 'binary_big_endian')
        throw fail('this PLY has a format that is neither binary_little_endian nor binary_big_endian.')
      littleEndian = first === 'binary_little_endian'
    } else if (keyword === 'element') {
      if (first === undefined || words.length !== 3 || !/^\d{1,15}$/.test(second ?? ''))
        throw fail('expected "element", a name and a number.')
      if (elements.some(({ name }) => name === first)) throw fail('this element was declared before.')
      elements.push({
        name: first,
        count: Number(second),
        properties: new Map(),
        rowBytes: 0,
        declaredAt: start,
      })
    } else if (keyword === 'property') {
      if (!element) throw fail('a property comes before any element.')
      if (!declareProperty(element, words)) throw fail('expected "property", a type and a new name.')
    } else if (keyword === 'end_header') {
      if (littleEndian === null) throw fail('the header does not say its format.')
      return { littleEndian, elements, byteLength: end + 1 }
    } else if (keyword !== undefined && keyword !== 'comment' && keyword !== 'obj_info') {
      throw fail('this is no line of a PLY header.')
    }
    start = end + 1
  }
}

interface ElementDraft extends PlyElement {
  readonly properties: Map<string, PlyProperty>
  rowBytes: number | null
}

function declareProperty(element: ElementDraft, words: readonly string[]): boolean {
  const [, typeName = '', name] = words
  if (typeName === 'list') {
    element.rowBytes = null
    return words.length === 5
  }
  const stored = Object.hasOwn(TYPES, typeName) ? TYPES[typeName] : undefined
  if (!stored || name === undefined || words.length !== 3 || element.properties.has(name)) return false
  element.properties.set(name, { name, type: stored.type, byteOffset: element.rowBytes ?? 0 })
  if (element.rowBytes !== null) element.rowBytes += stored.bytes
  return true
}

/**
 * Where each element's rows begin, as far as rows of one length allow to tell.
 *
 * @param fileBytes - The size of the whole file, against which every count is held before anything is allocated.
 * @throws ExportError `invalid-file` when the file is too short for what its header announces.
 */
export function placeElements(
  { elements, byteLength }: PlyHeader,
  fileBytes: number,
): ReadonlyMap<string, PlacedElement> {
  const placed = new Map<string, PlacedElement>()
  let startsAt = byteLength
  for (const element of elements) {
    const { rowBytes } = element
    if (rowBytes === null) return placed
    const needed = element.count * rowBytes
    if (startsAt + needed > fileBytes) {
      // Elements behind the splats that no splat needs may be cut off.
      if (placed.has('vertex') && !SPLAT_ELEMENTS.includes(element.name)) return placed
      throw errorAtByte(
        element.declaredAt,
        `This PLY announces ${element.count} rows of "${element.name}", ${needed} bytes, and has ` +
          `${Math.max(fileBytes - startsAt, 0)} for them; download it again.`,
      )
    }
    placed.set(element.name, { ...element, rowBytes, startsAt })
    startsAt += needed
  }
  return placed
}

/** What splats are read from: the second and third exist in compressed files. */
const SPLAT_ELEMENTS = ['vertex', 'chunk', 'sh']

const LINE_FEED = 10
const latin1 = new TextDecoder('latin1')
