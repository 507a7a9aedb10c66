import { gzip } from '../gzip/gzip.ts'
import type { SplatNote } from '../splat-note.ts'
import type { Splats } from '../splats.ts'
import { HARMONIC_BITS, type SpzVersion } from './spz-layout.ts'
import { createSpzPacker } from './spz-packer.ts'

/**
 * Splats as an SPZ of Niantic: about a tenth of the PLY.
 *
 * @throws ExportError `invalid-option` for more than 10 million splats, ones too far from the origin, or `harmonicBits`
 * that are no whole number from 1 to 8.
 * @see nianticlabs/spz README, "File Format"
 */
export function writeSpz(
  splats: Splats,
  options: { readonly version?: SpzVersion; readonly harmonicBits?: number } = {},
): { bytes: Uint8Array<ArrayBuffer>; notes: readonly SplatNote[] } {
  const { version = 3, harmonicBits = HARMONIC_BITS } = options
  const { degree, antialiased } = splats
  const packer = createSpzPacker({ degree, version, antialiased, harmonicBits })
  packer.add(splats)
  const { sections, notes } = packer.finish()
  return { bytes: gzip(sections), notes }
}
