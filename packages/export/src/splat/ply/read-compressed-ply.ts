import { normaliseRotations } from '../normalise-rotations.ts'
import { errorAtByte } from '../splat-error.ts'
import { emptySplats, FLAT_HARMONIC, logitOfByte, type SplatDegree, type Splats } from '../splats.ts'
import { type PlacedElement, placeElements, type PlyHeader } from './ply-header.ts'
import { readColumn } from './read-column.ts'

/** Whether a header is that of the chunked PLY of PlayCanvas and SuperSplat ("compressed.ply"). */
export const isCompressedPly = ({ elements }: PlyHeader): boolean =>
  elements.some(({ name, properties }) => name === 'vertex' && properties.has('packed_position'))

/**
 * Splats from a chunked PLY, in the axes of the file. 256 splats share the bounds of a chunk; each holds four 32-bit
 * words: position and scale as 11, 10 and 11 bits between those bounds, the three smaller parts of its rotation as 10
 * bits each, colour and opacity as bytes. Harmonics are bytes from -4 to 4 in an element of their own.
 *
 * @throws ExportError `invalid-file` with a position.
 * @see https://developer.playcanvas.com, "The compressed PLY format"; playcanvas/splat-transform 2.7.1, whose reading of
 * a file the tests compare with ours.
 */
export function readCompressedPly(header: PlyHeader, view: DataView): Splats {
  const { littleEndian } = header
  const placed = placeElements(header, view.byteLength)
  const vertex = needed(placed.get('vertex'), 'vertex', 'uint32', WORDS)
  const chunk = needed(placed.get('chunk'), 'chunk', 'float32', BOUNDS)
  const { count } = vertex
  if (chunk.count * CHUNK_SPLATS < count)
    throw errorAtByte(
      chunk.declaredAt,
      `This PLY has ${chunk.count} chunks of ${CHUNK_SPLATS} for ${count} splats; download it again.`,
    )

  const sh = placed.get('sh')
  const degree = degreeOf(sh, count)
  const splats = emptySplats(count, degree)
  const boundsOf = (name: string, otherwise: number): Float32Array => {
    const values = new Float32Array(chunk.count).fill(otherwise)
    const property = chunk.properties.get(name)
    if (property)
      readColumn(
        {
          view,
          type: property.type,
          littleEndian,
          byteOffset: chunk.startsAt + property.byteOffset,
          byteStride: chunk.rowBytes,
          count: chunk.count,
        },
        { values, start: 0, stride: 1 },
      )
    return values
  }
  const range = (name: string): Range => ({
    low: boundsOf(`min_${name}`, 0),
    high: boundsOf(`max_${name}`, 1),
  })
  const positions = ['x', 'y', 'z'].map(range)
  const scales = ['scale_x', 'scale_y', 'scale_z'].map(range)
  // Older files have no bounds of colours, and mean 0 to 1.
  const colors = ['r', 'g', 'b'].map(range)

  const [positionAt = 0, rotationAt = 0, scaleAt = 0, colorAt = 0] = WORDS.map(
    (name) => vertex.properties.get(name)?.byteOffset,
  )
  for (let index = 0; index < count; index++) {
    const row = vertex.startsAt + index * vertex.rowBytes
    const chunkIndex = Math.floor(index / CHUNK_SPLATS)
    unpack(splats.positions, index * 3, view.getUint32(row + positionAt, littleEndian), positions, chunkIndex)
    unpack(splats.scales, index * 3, view.getUint32(row + scaleAt, littleEndian), scales, chunkIndex)
    unpackRotation(splats.rotations, index * 4, view.getUint32(row + rotationAt, littleEndian))
    const color = view.getUint32(row + colorAt, littleEndian)
    for (const [channel, bounds] of colors.entries()) {
      const byte = (color >>> (24 - channel * 8)) & 255
      splats.colors[index * 3 + channel] = (between(bounds, chunkIndex, byte / 255) - 0.5) / FLAT_HARMONIC
    }
    splats.opacities[index] = logitOfByte(color & 255)
  }
  normaliseRotations(splats.rotations, 0, count)
  if (sh && degree > 0) readHarmonics(sh, view, splats)
  return splats
}

interface Range {
  readonly low: Float32Array
  readonly high: Float32Array
}

const CHUNK_SPLATS = 256
const WORDS = ['packed_position', 'packed_rotation', 'packed_scale', 'packed_color']
const BOUNDS = ['x', 'y', 'z', 'scale_x', 'scale_y', 'scale_z'].flatMap((name) => [
  `min_${name}`,
  `max_${name}`,
])

function needed(
  element: PlacedElement | undefined,
  name: string,
  type: string,
  properties: readonly string[],
): PlacedElement {
  if (!element) throw errorAtByte(0, `This compressed PLY has no element "${name}" of fixed size.`)
  const missing = properties.find((property) => element.properties.get(property)?.type !== type)
  if (missing)
    throw errorAtByte(
      element.declaredAt,
      `Element "${name}" of this compressed PLY has no ${type} ${missing}.`,
    )
  return element
}

function degreeOf(sh: PlacedElement | undefined, count: number): SplatDegree {
  if (!sh) return 0
  const degree = ([0, 1, 2, 3] as const).find((each) => ((each + 1) ** 2 - 1) * 3 === sh.properties.size)
  const isComplete = Array.from({ length: sh.properties.size }, (_, index) => `f_rest_${index}`).every(
    (name) => sh.properties.get(name)?.type === 'uint8',
  )
  if (degree === undefined || !isComplete || sh.count !== count)
    throw errorAtByte(
      sh.declaredAt,
      `The harmonics of this compressed PLY are ${sh.properties.size} for ${sh.count} of ${count} splats; expected ` +
        'all of 9, 24 or 45 bytes for each.',
    )
  return degree
}

const between = ({ low, high }: Range, chunk: number, part: number): number =>
  (low[chunk] ?? 0) * (1 - part) + (high[chunk] ?? 0) * part

function unpack(
  values: Float32Array,
  at: number,
  word: number,
  [x, y, z]: readonly Range[],
  chunk: number,
): void {
  if (!x || !y || !z) return
  values[at] = between(x, chunk, (word >>> 21) / 2047)
  values[at + 1] = between(y, chunk, ((word >>> 11) & 1023) / 1023)
  values[at + 2] = between(z, chunk, (word & 2047) / 2047)
}

/** The largest part, whose place is in the top two bits (w, x, y, z), is what makes the length 1. */
function unpackRotation(rotations: Float32Array, at: number, word: number): void {
  const largest = word >>> 30
  let rest = 1
  let shift = 20
  for (let part = 0; part < 4; part++) {
    if (part === largest) continue
    const value = (((word >>> shift) & 1023) / 1023 - 0.5) * Math.SQRT2
    rotations[at + (PLACES[part] ?? 0)] = value
    rest -= value * value
    shift -= 10
  }
  rotations[at + (PLACES[largest] ?? 0)] = Math.sqrt(Math.max(rest, 0))
}

/** From w, x, y, z to x, y, z, w. */
const PLACES = [3, 0, 1, 2] as const

function readHarmonics(sh: PlacedElement, view: DataView, { count, degree, harmonics }: Splats): void {
  const perChannel = (degree + 1) ** 2 - 1
  for (let channel = 0; channel < 3; channel++)
    for (let coefficient = 0; coefficient < perChannel; coefficient++) {
      const property = sh.properties.get(`f_rest_${channel * perChannel + coefficient}`)
      let from = sh.startsAt + (property?.byteOffset ?? 0)
      let to = coefficient * 3 + channel
      for (let index = 0; index < count; index++, from += sh.rowBytes, to += perChannel * 3)
        harmonics[to] = HARMONIC_OF_BYTE[view.getUint8(from)] ?? 0
    }
}

/** Bytes are middles of 256 steps from -4 to 4; the first and the last are the ends themselves. */
const HARMONIC_OF_BYTE = Float32Array.from({ length: 256 }, (_, byte) =>
  byte === 0 ? -4 : byte === 255 ? 4 : ((byte + 0.5) / 256 - 0.5) * 8,
)
