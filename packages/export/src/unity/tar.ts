import { gzipSync } from 'fflate'
import { ExportError } from '../export-error.ts'
import type { ExportedFile } from '../export-for.ts'

/**
 * A gzipped tar of files, in the order of their paths: no clock, no user, no system in it.
 *
 * @throws ExportError `invalid-option` for a path that the format cannot say.
 * @see POSIX.1-2017, pax, "ustar Interchange Format"; RFC 1952, section 2.3.1 (OS 255: unknown)
 */
export function tarGz(files: readonly ExportedFile[]): Uint8Array<ArrayBuffer> {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const blocks = sorted.map(({ bytes }) => BLOCK + Math.ceil(bytes.length / BLOCK) * BLOCK)
  const tar = new Uint8Array(blocks.reduce((sum, size) => sum + size, 0) + 2 * BLOCK)
  let at = 0
  for (const [index, { path, bytes }] of sorted.entries()) {
    tar.set(header(path, bytes.length), at)
    tar.set(bytes, at + BLOCK)
    at += blocks[index] ?? 0
  }
  const packed = gzipSync(tar, { mtime: 0, level: 6 })
  packed[9] = 255
  return packed
}

function header(path: string, size: number): Uint8Array {
  const block = new Uint8Array(BLOCK)
  const write = (at: number, text: string): void => block.set(new TextEncoder().encode(text), at)
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`
  const { prefix, name } = split(path)
  write(0, name)
  write(100, octal(0o644, 7))
  write(108, octal(0, 7))
  write(116, octal(0, 7))
  write(124, octal(size, 11))
  write(136, octal(0, 11))
  // The sum is taken with spaces in its own place.
  write(148, '        ')
  write(156, '0')
  write(257, 'ustar\x0000')
  write(345, prefix)
  const sum = block.reduce((total, byte) => total + byte, 0)
  write(148, `${sum.toString(8).padStart(6, '0')}\0 `)
  return block
}

/** A path of more than 100 bytes is cut at a slash; what comes before goes to another field of 155. */
function split(path: string): { prefix: string; name: string } {
  const isPlain = /^[ -~]+$/.test(path)
  if (isPlain && path.length <= 100) return { prefix: '', name: path }
  const slash = path.indexOf('/', Math.max(path.length - 101, 1))
  if (isPlain && slash > 0 && slash <= 155)
    return { prefix: path.slice(0, slash), name: path.slice(slash + 1) }
  throw new ExportError(
    'invalid-option',
    `${JSON.stringify(path)} is too long for an archive; choose shorter names.`,
  )
}

const BLOCK = 512
