import { defaultView, filmWith, type View } from '../files/camera.ts'
import { createH264Encoder } from '../files/h264.ts'
import { writeMp4 } from '../files/mp4-boxes.ts'
import { createPainter, poseAt } from '../files/picture.ts'
import { restPose } from '../motion/forward-kinematics.ts'
import type { Motion } from '../motion/motion.ts'
import type { FilmRecipe } from './job.ts'

/** Width and height of what shows one person, in pixels: small, because most clients fetch it unasked. */
const PANEL = 192

/** Width and height of a picture, in pixels. */
const STILL = 480

/** Coarseness of the film, as that of other films here. */
const QP = 27

/** RGBA rows from the top. */
interface Frame {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8Array
}

/** Everybody in a film, side by side; a film beside its source begins with a card that stands for the source. */
export function toFilm(motions: readonly Motion[], recipe: FilmRecipe): Uint8Array {
  const [first] = motions
  if (!first) throw new Error('A film shows somebody.')
  const view = viewOf(recipe, PANEL)
  const panels = [
    ...(recipe.sideBySide ? [card(first.frameCount)] : []),
    ...motions.map((motion) => {
      const painter = createPainter(view)
      const cameras = filmWith(view, motion)
      return (frame: number) => {
        const camera = cameras[frame]
        return camera ? painter.paint(poseAt(motion, frame), camera) : new Uint8Array(PANEL * PANEL * 4)
      }
    }),
  ]
  const [width, height, fps] = [PANEL * panels.length, PANEL, first.fps]
  const encoder = createH264Encoder({ width, height, fps, qp: QP, keyEvery: 60 })
  const picture = new Uint8Array(width * height * 4)
  const samples = Array.from({ length: first.frameCount }, (_, frame) => {
    for (const [index, panel] of panels.entries()) lay(panel(frame), picture, { width, at: index * PANEL })
    return encoder.encode(picture)
  })
  return writeMp4({ width, height, fps, samples, parameters: encoder })
}

/** One frame of somebody's motion. */
export function paintStill(motion: Motion, recipe: FilmRecipe, pixels: number = STILL): Frame {
  const view = viewOf(recipe, pixels)
  const camera = filmWith(view, motion)[0]
  const pose = motion.frameCount > 0 ? poseAt(motion, 0) : restPose
  const rgba = camera ? createPainter(view).paint(pose, camera) : new Uint8Array(pixels * pixels * 4)
  return { width: pixels, height: pixels, rgba }
}

function viewOf({ backgroundColor, shadow, cameraMode }: FilmRecipe, pixels: number): View {
  return {
    ...defaultView,
    width: pixels,
    height: pixels,
    shadow,
    cameraMode,
    ...(backgroundColor && { backgroundColor }),
  }
}

/** Footage cannot be shown without a decoder for every codec: a bar tells how far it would be. */
function card(frameCount: number): (frame: number) => Uint8Array {
  const rgba = new Uint8Array(PANEL * PANEL * 4)
  return (frame) => {
    const played = Math.round(((frame + 1) / frameCount) * PANEL)
    for (let at = 0; at < PANEL * PANEL; at++) {
      const isBar = Math.abs(Math.floor(at / PANEL) - PANEL / 2) < 4
      rgba.fill(isBar ? (at % PANEL < played ? 220 : 90) : 40, at * 4, at * 4 + 3)
      rgba[at * 4 + 3] = 255
    }
    return rgba
  }
}

function lay(
  panel: Uint8Array,
  picture: Uint8Array,
  to: { readonly width: number; readonly at: number },
): void {
  for (let y = 0; y < PANEL; y++)
    picture.set(panel.subarray(y * PANEL * 4, (y + 1) * PANEL * 4), (y * to.width + to.at) * 4)
}
