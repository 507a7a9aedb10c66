import { type FileFrame, frameSigns } from '../file-frame.ts'
import { coefficientsOf, type Splats } from '../splats.ts'

/**
 * Splats as the PLY of the INRIA trainer: little-endian 32-bit floats in its order, normals of zero included, since
 * some readers count on 248 bytes for a splat of degree 3.
 *
 * @see graphdeco-inria/gaussian-splatting, scene/gaussian_model.py, `construct_list_of_attributes`
 */
export function writePly(
  splats: Splats,
  options: { readonly frame?: FileFrame } = {},
): Uint8Array<ArrayBuffer> {
  const { frame = 'y-down' } = options
  const signs = frameSigns(frame)
  const { count } = splats
  const coefficients = coefficientsOf(splats.degree)
  const columns: Column[] = []
  const add = (
    names: readonly string[],
    values: Float32Array | null,
    sign: (part: number) => number,
  ): void => {
    for (const [part, name] of names.entries())
      columns.push({ name, values, stride: names.length, part, sign: sign(part) })
  }
  add(['x', 'y', 'z'], splats.positions, (part) => signs.position[part] ?? 1)
  add(['nx', 'ny', 'nz'], null, () => 1)
  add(['f_dc_0', 'f_dc_1', 'f_dc_2'], splats.colors, () => 1)
  for (let channel = 0; channel < 3; channel++)
    for (let coefficient = 0; coefficient < coefficients; coefficient++)
      columns.push({
        name: `f_rest_${channel * coefficients + coefficient}`,
        values: splats.harmonics,
        stride: coefficients * 3,
        part: coefficient * 3 + channel,
        sign: signs.harmonics[coefficient] ?? 1,
      })
  add(['opacity'], splats.opacities, () => 1)
  add(['scale_0', 'scale_1', 'scale_2'], splats.scales, () => 1)
  for (const [place, part] of [3, 0, 1, 2].entries())
    columns.push({
      name: `rot_${place}`,
      values: splats.rotations,
      stride: 4,
      part,
      sign: signs.rotation[part] ?? 1,
    })

  const header = new TextEncoder().encode(
    [
      'ply',
      'format binary_little_endian 1.0',
      `element vertex ${count}`,
      ...columns.map(({ name }) => `property float ${name}`),
      'end_header\n',
    ].join('\n'),
  )
  const rowBytes = columns.length * 4
  const bytes = new Uint8Array(header.length + count * rowBytes)
  bytes.set(header)
  const view = new DataView(bytes.buffer)
  for (let first = 0; first < count; first += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, count - first)
    for (const [place, { values, stride, part, sign }] of columns.entries()) {
      if (!values) continue
      let to = header.length + first * rowBytes + place * 4
      let from = first * stride + part
      for (let row = 0; row < rows; row++, to += rowBytes, from += stride)
        view.setFloat32(to, (values[from] ?? 0) * sign, true)
    }
  }
  return bytes
}

interface Column {
  readonly name: string
  /** `null` stands for zeros. */
  readonly values: Float32Array | null
  readonly stride: number
  readonly part: number
  readonly sign: number
}

/** Few enough that all columns of them are written to a near cache. */
const BLOCK_ROWS = 512
