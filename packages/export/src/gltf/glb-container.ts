import { ExportError } from '../export-error.ts'

export type Json = Record<string, unknown>

/** A GLB taken apart; putting it together again changes nothing that was not touched. */
export interface GlbContainer {
  readonly json: Json
  /** The binary chunk; empty when the file has none. */
  readonly binary: Uint8Array<ArrayBuffer>
}

/**
 * Reads the container of a GLB and leaves its content alone, extensions nobody here knows included: a VRM keeps its
 * expressions and springs.
 *
 * @throws ExportError `invalid-file` for a damaged container.
 * @see glTF 2.0 specification, section 4.4 (binary container)
 */
export function readContainer(bytes: Uint8Array): GlbContainer {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 20 || view.getUint32(0, true) !== MAGIC)
    throw broken(0, 'it does not begin as a GLB does')
  if (view.getUint32(4, true) !== 2) throw broken(4, 'it is not version 2 of glTF')
  const end = view.getUint32(8, true)
  if (end > bytes.length)
    throw broken(8, `it announces ${end} bytes and has ${bytes.length}; download it again`)
  let json: Json | null = null
  let binary: Uint8Array<ArrayBuffer> = new Uint8Array()
  for (let at = 12; at + 8 <= end;) {
    const length = view.getUint32(at, true)
    const type = view.getUint32(at + 4, true)
    if (at + 8 + length > end) throw broken(at, 'a chunk is cut short')
    const content = bytes.subarray(at + 8, at + 8 + length)
    if (type === JSON_CHUNK && json === null) json = parse(content, at + 8)
    else if (type === BINARY_CHUNK && binary.length === 0) binary = Uint8Array.from(content)
    at += 8 + length
  }
  if (json === null) throw broken(12, 'it has no JSON')
  return { json, binary }
}

export function writeContainer({ json, binary }: GlbContainer): Uint8Array<ArrayBuffer> {
  const written = layOutContainer(json, binary.length)
  written.binary.set(binary)
  return written.glb
}

/**
 * A GLB whose binary chunk is still zeros, and that chunk as a part of it, to be filled in place: what is large need
 * not be there twice. The chunk begins on a multiple of four.
 */
export function layOutContainer(
  json: Json,
  binaryBytes: number,
): { readonly glb: Uint8Array<ArrayBuffer>; readonly binary: Uint8Array<ArrayBuffer> } {
  const text = new TextEncoder().encode(JSON.stringify(json))
  const jsonLength = padded(text.length)
  const binaryLength = padded(binaryBytes)
  const size = 12 + 8 + jsonLength + (binaryLength > 0 ? 8 + binaryLength : 0)
  const glb = new Uint8Array(size)
  const view = new DataView(glb.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, 2, true)
  view.setUint32(8, size, true)
  view.setUint32(12, jsonLength, true)
  view.setUint32(16, JSON_CHUNK, true)
  glb.fill(0x20, 20, 20 + jsonLength)
  glb.set(text, 20)
  if (binaryLength === 0) return { glb, binary: glb.subarray(size) }
  view.setUint32(20 + jsonLength, binaryLength, true)
  view.setUint32(24 + jsonLength, BINARY_CHUNK, true)
  return { glb, binary: glb.subarray(28 + jsonLength) }
}

/** Chunks and accessors lie on multiples of four. */
export const padded = (length: number): number => Math.ceil(length / 4) * 4

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const recordOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}

function parse(content: Uint8Array, byteOffset: number): Json {
  try {
    return recordOf(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content)))
  } catch {
    throw broken(byteOffset, 'its JSON cannot be parsed')
  }
}

const broken = (byteOffset: number, why: string): ExportError =>
  new ExportError('invalid-file', `This GLB is damaged: ${why} (byte ${byteOffset}).`, {
    byteOffset,
    line: null,
    column: null,
  })

const MAGIC = 0x46546c67
const JSON_CHUNK = 0x4e4f534a
const BINARY_CHUNK = 0x004e4942
