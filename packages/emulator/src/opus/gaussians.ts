import { concatenate } from '../concatenate.ts'
import { resample } from '../media/decode-image.ts'
import { createRelief, depthAt, isKept, type Relief, type ReliefSource } from './relief.ts'

/** Gaussians along the longer side: one for each pixel of the picture in that size. */
const PIXELS = 128

/** The constant band of spherical harmonics: a colour is 0.5 + this * coefficient. */
const BAND_0 = 0.28209479177387814

/** How opaque a Gaussian is. */
const OPACITY = 0.98

/** A Gaussian is about as wide as a pixel (its deviation, in pixels), and thin. */
const WIDTH = 0.6
const THINNESS = 0.12

const properties: readonly string[] = [
  ...'x y z nx ny nz f_dc_0 f_dc_1 f_dc_2'.split(' '),
  ...Array.from({ length: 45 }, (_, at) => `f_rest_${at}`),
  ...'opacity scale_0 scale_1 scale_2 rot_0 rot_1 rot_2 rot_3'.split(' '),
]

/**
 * The front of a relief as Gaussians, in the layout of the first implementation: x right, y down, z into the picture,
 * metres. Opacity is a logit, scales are logarithms, rotations are w, x, y, z; no colour depends on the direction.
 *
 * @see graphdeco-inria/gaussian-splatting, `scene/gaussian_model.py`, `save_ply`; `utils/sh_utils.py` for the constant.
 */
export function toGaussianPly(source: ReliefSource): Uint8Array {
  const relief = createRelief(source, PIXELS)
  const { columns, rows } = relief
  const colours = resample(source.texture, columns, rows).rgba
  const seen = [...Array(columns * rows).keys()].filter((at) => isKept(relief, ...centre(at, columns, rows)))
  const body = new DataView(new ArrayBuffer(seen.length * properties.length * 4))
  for (const [index, at] of seen.entries()) {
    const rgb = colours.subarray(at * 4, at * 4 + 3)
    for (const [first, values] of gaussian(relief, centre(at, columns, rows), rgb)) {
      const start = index * properties.length + properties.indexOf(first)
      for (const [place, value] of values.entries()) body.setFloat32((start + place) * 4, value, true)
    }
  }
  return concatenate([new TextEncoder().encode(header(seen.length)), new Uint8Array(body.buffer)])
}

/** Numbers after the name of the property that the first of them is; normals and direction-dependent colours stay 0. */
function gaussian(
  relief: Relief,
  [u, v]: readonly [number, number],
  rgb: Uint8ClampedArray,
): readonly (readonly [first: string, values: readonly number[]])[] {
  const pixel = relief.width / relief.columns
  const step = 0.5 / relief.columns
  const stepDown = 0.5 / relief.rows
  const across = (depthAt(relief, u + step, v) - depthAt(relief, u - step, v)) / pixel
  const up = (depthAt(relief, u, v - stepDown) - depthAt(relief, u, v + stepDown)) / pixel
  const steep = Math.hypot(1, across, up)
  // On a slope, pixels are further apart than in the picture; at a cliff, Gaussians that wide would stick out.
  const wide = pixel * WIDTH * Math.min(2, steep)
  return [
    ['x', [(u - 0.5) * relief.width, -(1 - v) * relief.height, -depthAt(relief, u, v)]],
    ['f_dc_0', [...rgb].map((value) => (value / 255 - 0.5) / BAND_0)],
    ['opacity', [Math.log(OPACITY / (1 - OPACITY))]],
    ['scale_0', [wide, wide, pixel * THINNESS].map(Math.log)],
    ['rot_0', turnTo(-across / steep, -up / steep, 1 / steep)],
  ]
}

/** The shortest turn of the thin axis (z) to a normal that is told with y up and z out of the picture. */
function turnTo(x: number, y: number, z: number): readonly number[] {
  // Half a turn about x leads from those axes to y down and z into the picture, and takes the turn's own axis along.
  const w = Math.sqrt((1 + z) / 2)
  return [w, -y / (2 * w), -x / (2 * w), 0]
}

function centre(at: number, columns: number, rows: number): readonly [number, number] {
  return [((at % columns) + 0.5) / columns, (Math.floor(at / columns) + 0.5) / rows]
}

function header(count: number): string {
  const lines = ['ply', 'format binary_little_endian 1.0', `element vertex ${count}`]
  return [...lines, ...properties.map((name) => `property float ${name}`), 'end_header', ''].join('\n')
}
