import type { ExportedFile } from '../export-for.ts'
import type { Note } from '../report/note.ts'
import { mirrorSplats } from '../splat/mirror-splats.ts'
import { reportSplats, type SplatReport } from '../splat/report-splats.ts'
import { setDegree } from '../splat/set-degree.ts'
import type { SplatNote } from '../splat/splat-note.ts'
import type { Splats } from '../splat/splats.ts'
import { splatsTo } from '../splat/splats-to.ts'
import { transformSplats } from '../splat/transform-splats.ts'
import type { BundleTarget } from './bundle-for.ts'
import type { SplatSource } from './place-sources.ts'

/** Splats that were written anew for a target. */
export interface SplatOutcome extends Omit<SplatReport, 'notes'> {
  readonly source: string
  /** In the bundle. */
  readonly path: string
  readonly notes: readonly (SplatNote | Note)[]
}

/** Splats in the one format and in the axes that the target takes as they are. */
export async function packSplats(
  target: BundleTarget,
  { file, stem, folder, read }: SplatSource,
): Promise<{ file: ExportedFile; outcome: SplatOutcome }> {
  const { ending, bytes, notes } = await WRITERS[target](read.splats)
  const path = `${folder}${stem}.${ending}`
  const report = reportSplats(read.splats, [...read.notes, ...notes])
  return { file: { path, bytes }, outcome: { source: file.name, path, ...report } }
}

interface Written {
  readonly ending: 'ply' | 'spz'
  readonly bytes: Uint8Array
  readonly notes: readonly SplatNote[]
}

/**
 * Add-ons and packages read what the INRIA trainer writes by default, and not all of them less: the reader of
 * UnityGaussianSplatting goes past the end of splats that have fewer coefficients, and KIRI's add-on up to version 3
 * asks for them. Zeros look the same.
 */
const WHOLE_DEGREE = 3

const WRITERS: Readonly<Record<BundleTarget, (splats: Splats) => Promise<Written>>> = {
  /**
   * No glTF with `KHR_gaussian_splatting` beside it: that is ten times as large, and what reads it reads SPZ as well.
   */
  async web(splats) {
    return { ending: 'spz', ...(await splatsTo('spz', splats)) }
  },
  /**
   * The layout of the INRIA trainer, but Z up. Blender's own PLY importer, and KIRI's add-on which calls it, take
   * positions as they are: a file with Y down would lie on its back.
   *
   * @see Kiri-Innovation/3dgs-render-blender-addon 02bef48, src/import_ply.py: `wm.ply_import` without axes
   * @see https://docs.blender.org/api/4.5/bpy.ops.wm.html#bpy.ops.wm.ply_import, forward 'Y' and up 'Z' unless told
   */
  async blender(splats) {
    const quarter: [number, number, number, number] = [Math.SQRT1_2, 0, 0, Math.SQRT1_2]
    const standing = transformSplats(setDegree(splats, WHOLE_DEGREE), { rotation: quarter })
    const { bytes } = await splatsTo('ply', standing, { frame: 'y-up' })
    const note: SplatNote = {
      code: 'axes-for-blender',
      severity: 'info',
      message: 'Written with Z up, as Blender has it; the file stands upright where nothing turns it.',
      before: 'y-up',
      after: 'z-up',
    }
    return { ending: 'ply', bytes, notes: [note] }
  },
  /**
   * UnityGaussianSplatting reads SPZ of version 2 alone, and takes its numbers as they are into Unity's left-handed
   * frame, so that a file as it should be would come out mirrored.
   *
   * @see aras-p/UnityGaussianSplatting 540df1b, package/Editor/Utils/SPZFileReader.cs; issue 133 there
   */
  async unity(splats) {
    const mirrored = mirrorSplats(setDegree(splats, WHOLE_DEGREE))
    const { bytes, notes } = await splatsTo('spz', mirrored, { spzVersion: 2 })
    const note: SplatNote = {
      code: 'axes-for-unity',
      severity: 'info',
      message:
        'Written for the left-handed frame of Unity; a program that does not work in Unity shows this file mirrored.',
      before: 'right-handed',
      after: 'left-handed',
    }
    return { ending: 'spz', bytes, notes: [...notes, note] }
  },
}
