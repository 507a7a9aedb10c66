import { type Camera, project, type View } from '../files/camera.ts'
import { drawFloor, paintFloor } from '../files/floor.ts'
import { createH264Encoder } from '../files/h264.ts'
import { writeMp4 } from '../files/mp4-boxes.ts'
import { blendDown } from '../files/picture.ts'
import { clearCanvas, createCanvas } from '../files/rasterise.ts'
import { createShadows, sun } from '../files/shadow.ts'
import type { Picture } from '../media/decode-image.ts'
import { cross, normalize, subtract, type Vector } from '../motion/vector.ts'
import { fillTextured } from './fill-textured.ts'
import type { Solid } from './solid.ts'

const PIXELS = 256
const FPS = 24
const SECONDS = 3
const QP = 30

const view: View = {
  width: PIXELS,
  height: PIXELS,
  backgroundColor: [196, 203, 214],
  cameraAngleDegrees: 0,
  shadow: true,
  cameraMode: 1,
}

/** A solid that turns once on its axis, seen from the front at first, as an MP4 of 256 by 256 pixels and 3 seconds. */
export function toTurntable(solid: Solid, picture: Picture): Uint8Array {
  const camera = cameraFor(solid)
  const floor = drawFloor(view, camera)
  const shadowOf = createShadows(solid.indices, PIXELS, PIXELS)
  const canvas = createCanvas(PIXELS * 2, PIXELS * 2)
  const frame = new Uint8Array(PIXELS * PIXELS * 4)
  const encoder = createH264Encoder({ width: PIXELS, height: PIXELS, fps: FPS, qp: QP, keyEvery: FPS })
  const samples = Array.from({ length: FPS * SECONDS }, (_, index) => {
    const angle = (2 * Math.PI * index) / (FPS * SECONDS)
    const positions = turned(solid.positions, angle)
    paintFloor(frame, floor, view.backgroundColor, PIXELS, shadowOf(positions, camera))
    clearCanvas(canvas)
    const points = project(positions, camera, canvas.width, canvas.height)
    const light = lightOn(turned(solid.normals, angle))
    fillTextured(canvas, { points, light, uvs: solid.uvs, indices: solid.indices }, picture)
    blendDown(canvas, frame, PIXELS)
    return encoder.encode(frame)
  })
  return writeMp4({ width: PIXELS, height: PIXELS, fps: FPS, samples, parameters: encoder })
}

/** From a little above, so far away that the solid fits whichever way it turns. */
function cameraFor({ positions }: Solid): Camera {
  let height = 0
  let radius = 0
  for (let i = 0; i < positions.length; i += 3) {
    height = Math.max(height, positions[i + 1] as number)
    radius = Math.max(radius, Math.hypot(positions[i] as number, positions[i + 2] as number))
  }
  const zoom = 1.9
  const down = (12 * Math.PI) / 180
  const target: Vector = [0, height / 2, 0]
  const distance = zoom * 1.15 * Math.max(height, 2 * radius) + radius
  const eye: Vector = [0, height / 2 + Math.sin(down) * distance, Math.cos(down) * distance]
  const ahead = normalize(subtract(target, eye))
  const right = normalize(cross(ahead, [0, 1, 0]))
  return { eye, ahead, right, up: cross(right, ahead), zoom }
}

/** Points or directions, turned about the y axis. */
function turned(values: Float32Array, angle: number): Float32Array {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)]
  const result = new Float32Array(values.length)
  for (let i = 0; i < values.length; i += 3) {
    const [x, z] = [values[i] as number, values[i + 2] as number]
    result[i] = x * cos + z * sin
    result[i + 1] = values[i + 1] as number
    result[i + 2] = z * cos - x * sin
  }
  return result
}

/** A lamp in front of the sun, which would leave most of what faces us in the shade, and light from all around. */
const lamp = normalize([sun[0], sun[1], sun[2] + 0.8])

function lightOn(normals: Float32Array): Float32Array {
  const light = new Float32Array(normals.length / 3)
  for (let i = 0; i < light.length; i++) {
    const facing =
      (normals[i * 3] as number) * lamp[0] +
      (normals[i * 3 + 1] as number) * lamp[1] +
      (normals[i * 3 + 2] as number) * lamp[2]
    light[i] = 0.62 + 0.48 * Math.max(0, facing)
  }
  return light
}
