import { type FileFrame, frameSigns } from '../file-frame.ts'
import { FLAT_HARMONIC, opacityOf, type Splats } from '../splats.ts'
import { DOT_SPLAT_BYTES } from './dot-splat-layout.ts'

/**
 * Splats as a `.splat` file: 32 bytes each, one colour from every side, those that are seen most first, so that a
 * viewer has something to show while the rest arrives.
 */
export function writeDotSplat(
  splats: Splats,
  options: { readonly frame?: FileFrame } = {},
): Uint8Array<ArrayBuffer> {
  const { frame = 'y-down' } = options
  const signs = frameSigns(frame)
  const { positions, scales, rotations, opacities, colors } = splats
  const view = new DataView(new ArrayBuffer(splats.count * DOT_SPLAT_BYTES))
  let at = 0
  for (const index of byImportance(splats)) {
    for (let part = 0; part < 3; part++) {
      view.setFloat32(at + part * 4, (positions[index * 3 + part] ?? 0) * (signs.position[part] ?? 1), true)
      view.setFloat32(at + 12 + part * 4, Math.exp(scales[index * 3 + part] ?? 0), true)
      view.setUint8(at + 24 + part, byteOf((colors[index * 3 + part] ?? 0) * FLAT_HARMONIC + 0.5, 255))
    }
    view.setUint8(at + 27, byteOf(opacityOf(opacities[index] ?? 0), 255))
    for (let part = 0; part < 4; part++) {
      const value = (rotations[index * 4 + part] ?? 0) * (signs.rotation[part] ?? 1)
      view.setUint8(at + 28 + ((part + 1) % 4), byteOf(value + 1, 128))
    }
    at += DOT_SPLAT_BYTES
  }
  return new Uint8Array(view.buffer)
}

/** Volume times opacity, largest first; of equals, the earlier one. */
function byImportance({ count, scales, opacities }: Splats): Uint32Array {
  const weights = Float64Array.from({ length: count }, (_, index) => {
    const size = (scales[index * 3] ?? 0) + (scales[index * 3 + 1] ?? 0) + (scales[index * 3 + 2] ?? 0)
    return Math.exp(size) * opacityOf(opacities[index] ?? 0)
  })
  return Uint32Array.from({ length: count }, (_, index) => index).toSorted(
    (a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b,
  )
}

const byteOf = (value: number, scale: number): number => Math.min(Math.max(Math.round(value * scale), 0), 255)
