import { restPose, worldPose, type WorldPose } from '../motion/forward-kinematics.ts'
import type { Motion } from '../motion/motion.ts'
import { dot, normalize } from '../motion/vector.ts'
import { project, type Camera, type View } from './camera.ts'
import { drawFloor, paintFloor } from './floor.ts'
import { mannequin } from './mannequin.ts'
import { clearCanvas, createCanvas, fillTriangles, type Canvas } from './rasterise.ts'
import { createShadows, sun } from './shadow.ts'
import { skin } from './skinning.ts'

const indices = Uint32Array.from(mannequin.indices)
/** Samples per pixel and direction; edges of a moving figure flicker without. */
const fine = 2

/** A painter of frames, which keeps its canvases from one frame to the next. */
export function createPainter(view: View) {
  const { width, height } = view
  const canvas = createCanvas(width * fine, height * fine)
  const shadowOf = createShadows(indices, width, height)
  const picture = new Uint8Array(width * height * 4)
  let seen: { readonly camera: Camera; readonly floor: Float32Array } | null = null
  return {
    /** RGBA rows from the top; valid until the next call. */
    paint: (pose: WorldPose, camera: Camera): Uint8Array => {
      const skinned = skin(mannequin, pose)
      const shadow = view.shadow ? shadowOf(skinned.positions, camera) : null
      if (seen?.camera !== camera) seen = { camera, floor: drawFloor(view, camera) }
      paintFloor(picture, seen.floor, view.backgroundColor, width, shadow)
      clearCanvas(canvas)
      fillTriangles(
        canvas,
        project(skinned.positions, camera, canvas.width, canvas.height),
        shade(skinned.normals, camera),
        indices,
      )
      blendDown(canvas, picture, width)
      return picture
    },
  }
}

export const poseAt = (motion: Motion | null, frame: number): WorldPose =>
  motion === null ? restPose : worldPose(motion, frame)

/** A warm sun, a cool sky, light thrown back by the floor, and a rim that lifts the figure off the background. */
function shade(normals: Float32Array, { ahead }: Camera): Float32Array {
  const colors = new Float32Array(normals.length)
  for (let i = 0; i < normals.length; i += 3) {
    const normal = normalize([normals[i] ?? 0, normals[i + 1] ?? 0, normals[i + 2] ?? 0])
    const light = Math.max(0, dot(normal, sun)) * 0.78
    const sky = 0.3 + 0.16 * normal[1]
    const rim = 0.16 * (1 - Math.abs(dot(normal, ahead))) ** 3
    for (let k = 0; k < 3; k++) {
      const tint =
        k === 0 ? light * 1.04 + sky * 0.94 : k === 1 ? light + sky * 0.98 : light * 0.93 + sky * 1.1
      colors[i + k] = encode((mannequin.colors[i + k] ?? 0) * tint + rim)
    }
  }
  return colors
}

/** Linear light to the 0..255 of a screen. */
const encode = (linear: number): number => gamma[Math.round(Math.min(1, Math.max(0, linear)) * 4095)] ?? 255

const gamma = Float32Array.from({ length: 4096 }, (_, at) => 255 * (at / 4095) ** (1 / 2.2))

/** Average the samples of a canvas that is twice as large, and lay them over the picture. */
export function blendDown({ rgba, width: wide, used }: Canvas, picture: Uint8Array, width: number): void {
  const words = new Uint32Array(rgba.buffer)
  for (let y = Math.floor(used.top / fine); y * fine <= used.bottom; y++) {
    for (let x = 0; x < width; x++) {
      const first = y * fine * wide + x * fine
      if (((words[first] as number) | (words[first + wide + 1] as number)) === 0) continue
      let covered = 0,
        r = 0,
        g = 0,
        b = 0
      for (let s = 0; s < fine * fine; s++) {
        const at = (first + (s >> 1) * wide + (s & 1)) * 4
        if ((rgba[at + 3] as number) === 0) continue
        covered++
        r += rgba[at] as number
        g += rgba[at + 1] as number
        b += rgba[at + 2] as number
      }
      const to = (y * width + x) * 4
      const bare = fine * fine - covered
      picture[to] = (r + (picture[to] as number) * bare) / (fine * fine)
      picture[to + 1] = (g + (picture[to + 1] as number) * bare) / (fine * fine)
      picture[to + 2] = (b + (picture[to + 2] as number) * bare) / (fine * fine)
    }
  }
}
