import { expect } from 'vitest'
import { ExportError } from '../src/export-error.ts'
import { createRandom } from './sample-splats.ts'

/** What a damaged file may cost: processor time, and bytes that may stay behind after all of them. */
const SECONDS_PER_MEGABYTE = 1
/** A compiler or a collector may step in on any of thousands of small files. */
const LEAST_SECONDS = 1
const MOST_HELD_BYTES = 300e6

export interface Damage {
  /** Of a hundred files, how many lose their end. */
  readonly cut?: number
  /** Of a hundred changes, how many are among the first bytes, where headers are; and how many bytes those are. */
  readonly head?: { readonly share: number; readonly bytes: number }
  /** Every digit that is hit stays one: texts stay readable further. */
  readonly keepsDigits?: boolean
  /** Bytes that are likelier than others. */
  readonly favourites?: readonly number[]
}

/** One to four places changed, or the end cut off, or a piece doubled. */
function damaged(source: Uint8Array, random: () => number, options: Damage = {}): Uint8Array {
  const { cut = 8, head, keepsDigits = false, favourites = [0, 1, 127, 128, 255] } = options
  const below = (limit: number): number => Math.floor(random() * limit)
  const kind = random() * 100
  if (kind < cut) return Uint8Array.from(source.subarray(0, below(source.length)))
  if (kind < cut + 5) {
    const at = below(source.length)
    const from = Math.max(0, at - 16)
    const doubled = new Uint8Array(source.length + at - from)
    doubled.set(source.subarray(0, at))
    doubled.set(source.subarray(from), at)
    return doubled
  }
  // A Buffer's `slice` would be the same bytes.
  const bytes = Uint8Array.from(source)
  for (let change = 0; change < 1 + below(4); change++) {
    const isHead = head !== undefined && random() * 100 < head.share
    const at = below(isHead ? Math.min(head.bytes, source.length) : source.length)
    const isDigit = (bytes[at] ?? 0) >= DIGIT_0 && (bytes[at] ?? 0) <= DIGIT_0 + 9
    bytes[at] =
      keepsDigits && isDigit
        ? DIGIT_0 + below(10)
        : random() < 0.35
          ? (favourites[below(favourites.length)] ?? 0)
          : below(256)
  }
  return bytes
}

const DIGIT_0 = 48

export interface Outcomes {
  readonly read: number
  readonly refused: number
}

/**
 * Damages a file many times and reads each: what comes of it is a result or an `ExportError` with a place, in no more
 * processor time than a file of its size may take, and with no more memory afterwards.
 *
 * @param read - Also checks what it gets.
 * @param options - `wrap` is what a damaged content is packed in.
 */
export async function readDamaged(
  source: Uint8Array,
  rounds: number,
  read: (bytes: Uint8Array) => unknown,
  options: Damage & { readonly wrap?: (content: Uint8Array) => Uint8Array } = {},
): Promise<Outcomes> {
  const { wrap = (content) => content } = options
  const random = createRandom(23)
  const heldBefore = held()
  expect(await outcomeOf(wrap(source), read)).toBe('read')
  const counts = { read: 0, refused: 0 }
  for (let round = 0; round < rounds; round++) {
    const outcome = await outcomeOf(wrap(damaged(source, random, options)), read)
    counts[outcome === 'read' ? 'read' : 'refused'] += 1
  }
  expect(held() - heldBefore).toBeLessThan(MOST_HELD_BYTES)
  return counts
}

/** Reads a file, and gives what went wrong in the only way it may: `read`, or the code of the error. */
export async function outcomeOf(bytes: Uint8Array, read: (bytes: Uint8Array) => unknown): Promise<string> {
  // Of the processor, not of the clock: a test may share its cores with others.
  const before = process.cpuUsage()
  try {
    await read(bytes)
    return 'read'
  } catch (error) {
    if (!ExportError.is(error)) throw error
    expectPlace(error)
    return error.code
  } finally {
    const { user, system } = process.cpuUsage(before)
    const most = Math.max(LEAST_SECONDS, (bytes.length / 1e6) * SECONDS_PER_MEGABYTE)
    expect((user + system) / 1e6, `seconds for ${bytes.length} bytes`).toBeLessThan(most)
  }
}

function expectPlace({ code, message, position }: ExportError): void {
  expect(message).toMatch(/^\S.*\.$/s)
  // What the caller asked for, and what no file could give, is nowhere in the file.
  if (code === 'invalid-option') return
  if (!(Number(position?.byteOffset) >= 0)) expect.fail(`This error has no place: ${message}`)
  // Of a text both, of binary data none.
  expect(position?.line === null).toBe(position?.column === null)
  if (position && position.line !== null) expect(position.line).toBeGreaterThan(0)
}

/** Of what the process holds, buffers included. */
export const held = (): number => process.memoryUsage().rss
