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

/** What the import script reads for a video; the other shape of `bundle.json`. */
export interface BlenderMovie {
  /** Of the plane, its material and its sound in Blender. */
  readonly name: string
  /** File name of the video beside it. */
  readonly movie: string
  readonly fps: number
  /** Where the first picture is shown; 0, as that of a motion. */
  readonly frameStart: number
  /** That of the last picture; the first one's where only Blender can count them. */
  readonly frameEnd: number
  readonly seconds: number
  /** Pixels; 0 without pictures. */
  readonly width: number
  readonly height: number
  readonly hasSound: boolean
  /** The file this was made from. */
  readonly source: string
}

/** The two files that, beside a GLB or a video, make it open in Blender at its own frame rate and range. */
export function bundleFiles(
  stem: string,
  bundle: BlenderBundle | BlenderMovie,
): readonly { path: string; bytes: Uint8Array<ArrayBuffer> }[] {
  const encoder = new TextEncoder()
  return [
    { path: `import_${stem}.py`, bytes: encoder.encode(IMPORT_SCRIPT) },
    { path: 'bundle.json', bytes: encoder.encode(`${JSON.stringify(bundle, null, 2)}\n`) },
  ]
}
