import { frameSigns, turnInPlace } from '../file-frame.ts'
import { gunzip } from '../gzip/gunzip.ts'
import { normaliseRotations } from '../normalise-rotations.ts'
import { errorAtByte } from '../splat-error.ts'
import type { SplatNote } from '../splat-note.ts'
import { emptySplats, logitOfByte, type SplatDegree, type Splats } from '../splats.ts'
import { frameNote, sound, type SplatReadOptions, type SplatsRead } from '../splats-read.ts'
import { unpackFirstThree, unpackSmallestThree } from './pack-rotation.ts'
import {
  ANTIALIASED_FLAG,
  COLOR_SCALE,
  MOST_SPZ_SPLATS,
  SPZ_HEADER_BYTES,
  SPZ_MAGIC,
  spzStrides,
} from './spz-layout.ts'

/**
 * Splats from an SPZ of version 2 or 3. Positions in errors count the bytes of the content, behind the compression.
 *
 * @throws ExportError `invalid-file` with a position; `unsupported` for versions 1 and 4. Extensions are skipped: they follow the splats.
 */
export async function readSpz(bytes: Uint8Array, options: SplatReadOptions = {}): Promise<SplatsRead> {
  const { frame = 'y-up' } = options
  if (isSpz4(bytes))
    throw errorAtByte(
      4,
      'This SPZ has version 4, which is not read yet; save it as version 3 or as PLY.',
      'unsupported',
    )
  const { content, hasMore } = await gunzip(bytes, SPZ_HEADER_BYTES, (head) => sizeOf(readHeader(head)))
  const header = readHeader(content)
  const splats = unpack(header, content)
  turnInPlace(splats, frameSigns(frame))
  const notes: SplatNote[] = []
  if (hasMore)
    notes.push({
      code: 'spz-extensions-ignored',
      severity: 'info',
      message: 'Behind the splats of this SPZ are extensions, such as camera limits; they are not kept.',
    })
  if (header.fileDegree > header.degree)
    notes.push({
      code: 'degree-reduced',
      severity: 'warning',
      message: `Spherical harmonics go to degree ${header.fileDegree}; those up to ${header.degree} are kept.`,
      before: header.fileDegree,
      after: header.degree,
    })
  return sound(splats, [...notes, frameNote(frame)], SPZ_HEADER_BYTES)
}

/** Version 4 is not compressed as a whole: it begins with "NGSP". */
export const isSpz4 = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x4e && bytes[1] === 0x47 && bytes[2] === 0x53 && bytes[3] === 0x50

interface SpzHeader {
  readonly version: number
  readonly count: number
  readonly fileDegree: number
  readonly degree: SplatDegree
  readonly fractionBits: number
  readonly antialiased: boolean
}

function readHeader(head: Uint8Array): SpzHeader {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  if (view.getUint32(0, true) !== SPZ_MAGIC)
    throw errorAtByte(
      0,
      'This compressed file holds no SPZ: its content does not begin with "NGSP".',
      'unsupported',
    )
  const version = view.getUint32(4, true)
  if (version !== 2 && version !== 3)
    throw errorAtByte(
      4,
      `This SPZ has version ${version}; versions 2 and 3 are read. Save it as one of them or as PLY.`,
      'unsupported',
    )
  const count = view.getUint32(8, true)
  if (count > MOST_SPZ_SPLATS)
    throw errorAtByte(8, `This SPZ announces ${count} splats; ${MOST_SPZ_SPLATS} are the most it may have.`)
  const fileDegree = view.getUint8(12)
  const degree = DEGREES[fileDegree]
  if (degree === undefined) throw errorAtByte(12, `This SPZ has degree ${fileDegree}; 0 to 4 exist.`)
  const fractionBits = view.getUint8(13)
  if (fractionBits > 23)
    throw errorAtByte(13, `This SPZ has ${fractionBits} bits behind the point; 23 are the most.`)
  const flags = view.getUint8(14)
  return { version, count, fileDegree, degree, fractionBits, antialiased: (flags & ANTIALIASED_FLAG) !== 0 }
}

/** By the degree in the file. Of degree 4, which nothing else here has, degree 3 is kept. */
const DEGREES: readonly SplatDegree[] = [0, 1, 2, 3, 3]

function sizeOf({ version, count, fileDegree }: SpzHeader): number {
  const strides = spzStrides(version, (fileDegree + 1) ** 2 - 1)
  return SPZ_HEADER_BYTES + count * Object.values(strides).reduce((sum, bytes) => sum + bytes, 0)
}

function unpack(header: SpzHeader, content: Uint8Array): Splats {
  const { version, count, fileDegree, degree, fractionBits, antialiased } = header
  const strides = spzStrides(version, (fileDegree + 1) ** 2 - 1)
  const splats = emptySplats(count, degree, antialiased)
  const { positions, scales, rotations, opacities, colors, harmonics } = splats
  let at = SPZ_HEADER_BYTES
  const plane = (stride: number): Uint8Array => content.subarray(at, (at += stride * count))

  const positionBytes = plane(strides.positions)
  const unit = 2 ** -fractionBits
  for (let index = 0, from = 0; index < positions.length; index++, from += 3) {
    const unsigned =
      (positionBytes[from] ?? 0) |
      ((positionBytes[from + 1] ?? 0) << 8) |
      ((positionBytes[from + 2] ?? 0) << 16)
    positions[index] = ((unsigned << 8) >> 8) * unit
  }
  for (const [index, byte] of plane(strides.alphas).entries()) opacities[index] = logitOfByte(byte)
  for (const [index, byte] of plane(strides.colors).entries())
    colors[index] = (byte / 255 - 0.5) / COLOR_SCALE
  for (const [index, byte] of plane(strides.scales).entries()) scales[index] = byte / 16 - 10

  const rotationBytes = plane(strides.rotations)
  const unpackRotation = version === 2 ? unpackFirstThree : unpackSmallestThree
  for (let index = 0; index < count; index++)
    unpackRotation(rotationBytes, index * strides.rotations, rotations, index * 4)
  normaliseRotations(rotations, 0, count)

  const harmonicBytes = plane(strides.harmonics)
  const kept = harmonics.length / count
  for (let index = 0; index < count; index++)
    for (let part = 0; part < kept; part++)
      harmonics[index * kept + part] = ((harmonicBytes[index * strides.harmonics + part] ?? 0) - 128) / 128
  return splats
}
