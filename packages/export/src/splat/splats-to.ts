import { ExportError } from '../export-error.ts'
import { writeDotSplat } from './dot-splat/write-dot-splat.ts'
import type { FileFrame } from './file-frame.ts'
import { splatsToGlb } from './gltf/splats-to-glb.ts'
import { writePly } from './ply/write-ply.ts'
import type { SplatNote } from './splat-note.ts'
import type { Splats } from './splats.ts'
import { HARMONIC_BITS, type SpzVersion } from './spz/spz-layout.ts'
import { writeSpz } from './spz/write-spz.ts'

/**
 * - `spz`: a tenth of the PLY; for the web, and (version 2) for Unity.
 * - `splat`: no view-dependent colour, shown while it loads; for older viewers.
 * - `glb`: glTF with `KHR_gaussian_splatting`; as large as the PLY.
 * - `ply`: as the INRIA trainer writes it; for editors and trainers.
 */
export type SplatTarget = 'spz' | 'splat' | 'glb' | 'ply'

export interface SplatWriteOptions {
  /** Of SPZ; 3 when left out. Unity's splat package reads 2 alone. */
  readonly spzVersion?: SpzVersion
  /**
   * Of SPZ: bits that a coefficient of view-dependent colour keeps, from 1 to 8; those of degree 1 keep one more. 5 when
   * left out. 4, as Niantic's library has it, makes the smallest files that still look right; 8 the most exact ones.
   */
  readonly harmonicBits?: number
  /** How the axes of a `ply` or `splat` shall lie: Y down when left out, as everything that reads them expects. */
  readonly frame?: FileFrame
  /** Of the node and the scene in a `glb`. */
  readonly name?: string
}

/**
 * Splats as a file; the same bytes for the same splats.
 *
 * @throws ExportError `invalid-option` when there are no splats, or more or further ones than the format can hold.
 */
export async function splatsTo(
  target: SplatTarget,
  splats: Splats,
  options: SplatWriteOptions = {},
): Promise<{ bytes: Uint8Array<ArrayBuffer>; notes: readonly SplatNote[] }> {
  if (splats.count === 0)
    throw new ExportError('invalid-option', 'There are no splats to write; keep at least one.')
  const { spzVersion = 3, harmonicBits = HARMONIC_BITS, frame = 'y-down', name = 'splats' } = options
  if (target === 'spz') return writeSpz(splats, { version: spzVersion, harmonicBits })
  if (target === 'glb') return { bytes: splatsToGlb(splats, { name }), notes: [] }
  if (target === 'ply') return { bytes: writePly(splats, { frame }), notes: [] }
  const notes: readonly SplatNote[] =
    splats.degree > 0
      ? [
          {
            code: 'degree-reduced',
            severity: 'warning',
            message: 'A .splat has one colour from every side; view-dependent colour is left out.',
            before: splats.degree,
            after: 0,
          },
        ]
      : []
  return { bytes: writeDotSplat(splats, { frame }), notes }
}
