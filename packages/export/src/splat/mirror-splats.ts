import { type FrameSigns, turnInPlace } from './file-frame.ts'
import type { Splats } from './splats.ts'

/**
 * Splats as a mirror in the plane of X and Y shows them: Z points the other way.
 *
 * For programs with a left-handed frame that take the numbers of a file as they are: there the mirror image of a
 * mirror image is the scene itself.
 */
export function mirrorSplats(splats: Splats): Splats {
  const mirrored = {
    ...splats,
    positions: splats.positions.slice(),
    rotations: splats.rotations.slice(),
    harmonics: splats.harmonics.slice(),
  }
  turnInPlace(mirrored, MIRROR)
  return mirrored
}

/** An axis of rotation keeps its Z and loses the rest; a harmonic changes its sign where Z has an odd power in it. */
const MIRROR: FrameSigns = {
  position: [1, 1, -1],
  rotation: [-1, -1, 1, 1],
  harmonics: [1, -1, 1, 1, -1, 1, -1, 1, 1, -1, 1, -1, 1, -1, 1],
}
