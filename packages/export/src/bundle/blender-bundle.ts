import { blenderAddon } from '../blender/blender-addon.ts'
import { type BlenderMovie, bundleFiles } from '../blender/bundle-files.ts'
import { type ExportedFile, exportMotion } from '../export-for.ts'
import type { Note } from '../report/note.ts'
import type { BundleOptions, Made } from './bundle-for.ts'
import type { SourceOutcome } from './bundle-report.ts'
import { packSplats } from './pack-splats.ts'
import { packVideo, type VideoOutcome } from './pack-video.ts'
import type { BundleSources, PlacedSource } from './place-sources.ts'

/** What an artist opens: models and videos with the script that imports them, splats for an add-on of others. */
export async function blenderBundle(sources: BundleSources, options: BundleOptions): Promise<Made> {
  const { motions, splats, videos } = sources
  const files: ExportedFile[] = []
  const outcomes: SourceOutcome[] = []
  for (const source of motions) {
    const { made, outcome } = await exportMotion('blender', source.file, source, options)
    files.push(...made)
    outcomes.push(outcome)
  }
  for (const source of splats) {
    const { file, outcome } = await packSplats('blender', source)
    files.push(file)
    outcomes.push(outcome)
  }
  const moving = new Set(motions.map(({ stem }) => stem.toLowerCase()))
  for (const source of videos) {
    const { made, outcome } = blenderVideo(source, moving.has(source.stem.toLowerCase()))
    files.push(...made)
    outcomes.push(outcome)
  }
  const hasImports = files.some(({ path }) => path.endsWith('bundle.json'))
  const addon = { path: 'onetake-addon.zip', bytes: blenderAddon() }
  const readme = { path: 'README.txt', bytes: new TextEncoder().encode(readmeOf(sources, hasImports)) }
  return { files: [...files, ...(hasImports ? [addon] : []), readme], outcomes }
}

/** Frames per second, where the index does not tell. */
const ASSUMED_FPS = 25

/**
 * @param isBesideMotion - A motion has the same name: services render what they make, and who imports that motion wants
 * the figure in the scene, not a film of it.
 */
function blenderVideo(
  source: PlacedSource,
  isBesideMotion: boolean,
): { made: readonly ExportedFile[]; outcome: VideoOutcome } {
  const { file, outcome } = packVideo(source)
  if (isBesideMotion)
    return {
      made: [file],
      outcome: {
        ...outcome,
        notes: [
          ...outcome.notes,
          {
            code: 'beside-motion',
            severity: 'info',
            message: 'It is called like a motion, so it lies beside that one and is not put into the scene.',
          },
        ],
      },
    }
  const { video, audio, durationSeconds } = outcome.facts
  const fps = video?.fps ?? ASSUMED_FPS
  const seconds = durationSeconds ?? (video?.frames ?? 0) / fps
  const frames = video && !outcome.facts.isFragmented ? video.frames : Math.round(seconds * fps)
  const movie: BlenderMovie = {
    name: source.stem,
    movie: file.path.slice(source.folder.length),
    fps,
    frameStart: 0,
    frameEnd: Math.max(frames - 1, 0),
    seconds,
    width: video?.width ?? 0,
    height: video?.height ?? 0,
    hasSound: audio !== null,
    source: source.file.name,
  }
  const assumed: Note = {
    code: 'fps-assumed',
    severity: 'warning',
    message: `Its index tells no frame rate; ${ASSUMED_FPS} frames per second are taken.`,
    after: ASSUMED_FPS,
  }
  return {
    made: [
      file,
      ...bundleFiles(source.stem, movie).map(({ path, bytes }) => ({
        path: `${source.folder}${path}`,
        bytes,
      })),
    ],
    outcome: video?.fps === null ? { ...outcome, notes: [...outcome.notes, assumed] } : outcome,
  }
}

function readmeOf({ motions, splats, videos }: BundleSources, hasImports: boolean): string {
  const what = motions.length > 0 ? 'motion' : 'video'
  return [
    ...(hasImports ? [HOW_TO_IMPORT.replace('WHAT', what)] : []),
    ...(motions.length > 0 ? [ABOUT_MOTIONS] : []),
    ...(videos.length > 0 ? [ABOUT_VIDEOS] : []),
    ...(splats.length > 0 ? [ABOUT_SPLATS] : []),
    `report.txt says what was found and mended, provenance.json where the ${motions.length > 0 ? 'motion' : 'content'} comes from.\n`,
  ].join('\n')
}

const HOW_TO_IMPORT = `Three ways to open this WHAT in Blender (3.4 or later):

1. Install onetake-addon.zip once (Edit > Preferences > Add-ons > Install), then
   File > Import > onetake bundle (.zip), and choose the zip that this file came in.
2. Open import_NAME.py in the Text editor of Blender and run it.
3. Without a window: blender -b -P import_NAME.py -- --save out.blend
`

const ABOUT_MOTIONS = `Each sets the scene to the frame rate and the range of the motion. Opening the .glb by itself works too,
at the frame rate that the scene has.
`

const ABOUT_VIDEOS = `A video becomes an upright plane, one metre high, that shows it (in Material Preview or Rendered), and its sound
a strip in the Sequencer; the scene gets its frame rate and range. Blender reads the video from where it lies: the
add-on puts it beside the zip. A video that is called like a motion is not put into the scene.
`

const ABOUT_SPLATS = `Blender itself shows no Gaussian splats (.ply); an add-on does: "3DGS Render" by KIRI Engine, free, for Blender 4.2
and later (www.kiriengine.app/3d-tools/3dgs-render). Its "Import PLY" takes positions as they are, and this file stands
along Blender's Z: it is upright at once, so leave "Rotate Active To Blender Axes" alone. In an add-on that turns
files with Y down by itself it lies on its face; set the rotation of the object to 0 there.
`
