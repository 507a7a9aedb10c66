import { IMPORT_SCRIPT } from './import-script.ts'

/** What the import script reads; the shape of `bundle.json`. */
export interface BlenderBundle {
  /** Of the action in Blender. */
  readonly name: string
  /** File name of the GLB beside it. */
  readonly glb: string
  /** Frames per second of the scene, set before the import because the importer counts frames by it. */
  readonly fps: number
  /** glTF time 0 is frame 0. Blender's own BVH importer would begin at frame 1. */
  readonly frameStart: number
  readonly frameEnd: number
  /** When the last key of the longest clip comes; tells the script whether the importer kept the rate. */
  readonly seconds: number
  /** The file this was made from. */
  readonly source: string
}

/** The two files that, beside the GLB, make it open in Blender at its own frame rate and range. */
export function bundleFiles(
  stem: string,
  bundle: BlenderBundle,
): readonly { path: string; bytes: Uint8Array<ArrayBuffer> }[] {
  const encoder = new TextEncoder()
  return [
    { path: `import_${stem}.py`, bytes: encoder.encode(IMPORT_SCRIPT) },
    { path: 'bundle.json', bytes: encoder.encode(`${JSON.stringify(bundle, null, 2)}\n`) },
  ]
}
