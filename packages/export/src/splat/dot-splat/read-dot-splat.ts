import { frameSigns, turnInPlace } from '../file-frame.ts'
import { normaliseRotations } from '../normalise-rotations.ts'
import { errorAtByte } from '../splat-error.ts'
import { emptySplats, FLAT_HARMONIC, logitOfByte } from '../splats.ts'
import { frameNote, sound, type SplatReadOptions, type SplatsRead } from '../splats-read.ts'
import { DOT_SPLAT_BYTES } from './dot-splat-layout.ts'

/**
 * Splats from a `.splat` file.
 *
 * @throws ExportError `invalid-file` when its length is no multiple of 32, or none of its splats is whole.
 */
export function readDotSplat(bytes: Uint8Array, options: SplatReadOptions = {}): SplatsRead {
  const { frame = 'y-down' } = options
  const count = Math.floor(bytes.length / DOT_SPLAT_BYTES)
  if (count * DOT_SPLAT_BYTES !== bytes.length)
    throw errorAtByte(
      count * DOT_SPLAT_BYTES,
      `This .splat file ends inside a splat: it has ${bytes.length} bytes, no multiple of ${DOT_SPLAT_BYTES}.`,
    )
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const splats = emptySplats(count, 0)
  const { positions, scales, rotations, opacities, colors } = splats
  for (let index = 0; index < count; index++) {
    const at = index * DOT_SPLAT_BYTES
    for (let part = 0; part < 3; part++) {
      positions[index * 3 + part] = view.getFloat32(at + part * 4, true)
      // A size of zero has no logarithm; it is the smallest there is.
      const size = view.getFloat32(at + 12 + part * 4, true)
      scales[index * 3 + part] = Math.log(size === 0 ? SMALLEST_SIZE : size)
      colors[index * 3 + part] = (view.getUint8(at + 24 + part) / 255 - 0.5) / FLAT_HARMONIC
    }
    opacities[index] = logitOfByte(view.getUint8(at + 27))
    for (let part = 0; part < 4; part++)
      rotations[index * 4 + part] = (view.getUint8(at + 28 + ((part + 1) % 4)) - 128) / 128
  }
  normaliseRotations(rotations, 0, count)
  turnInPlace(splats, frameSigns(frame))
  return sound(splats, [frameNote(frame)], 0)
}

/** Whether bytes without a name could be this format: there is no header to tell. */
export function looksLikeDotSplat(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.length % DOT_SPLAT_BYTES !== 0) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = bytes.length / DOT_SPLAT_BYTES
  const step = Math.max(1, Math.floor(count / LOOKS))
  for (let index = 0; index < count; index += step) {
    const at = index * DOT_SPLAT_BYTES
    const sizes = [12, 16, 20].map((offset) => view.getFloat32(at + offset, true))
    const places = [0, 4, 8].map((offset) => view.getFloat32(at + offset, true))
    if (!sizes.every((size) => size >= 0 && size < FAR) || !places.every((place) => Math.abs(place) < FAR))
      return false
  }
  return true
}

const SMALLEST_SIZE = 1e-12
const LOOKS = 64
/** No scene is as large; bytes of anything else soon are. */
const FAR = 1e6
