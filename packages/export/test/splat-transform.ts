import {
  type DataTable,
  getInputFormat,
  getOutputFormat,
  MemoryFileSystem,
  MemoryReadFileSystem,
  readFile,
  writeFile,
} from '@playcanvas/splat-transform'
import { frameSigns } from '../src/splat/file-frame.ts'
import { coefficientsOf, opacityOf, type Splats } from '../src/splat/splats.ts'

/** What PlayCanvas's converter, which shares no line with ours, reads from a file. Its axes are those of PLY. */
export async function readWithPeer(name: string, bytes: Uint8Array): Promise<DataTable> {
  const fileSystem = new MemoryReadFileSystem()
  fileSystem.set(name, bytes)
  const [table] = await readFile({
    filename: name,
    inputFormat: getInputFormat(name),
    options: OPTIONS,
    params: [],
    fileSystem,
  })
  if (!table) throw new Error(`splat-transform read nothing from ${name}`)
  return table
}

/** Largest differences between what we read and what the peer did. */
export interface Difference {
  readonly splats: number
  readonly position: number
  readonly scale: number
  readonly opacity: number
  readonly color: number
  readonly harmonic: number
  /** Degrees. */
  readonly rotation: number
}

export function differenceOf(ours: Splats, table: DataTable): Difference {
  const column = (name: string): ArrayLike<number> => {
    const found = table.getColumnByName(name)
    if (!found) throw new Error(`splat-transform gives no ${name}`)
    return found.data
  }
  const { position, rotation, harmonics } = frameSigns('y-down')
  const coefficients = coefficientsOf(ours.degree)
  const largest = (
    parts: number,
    names: (part: number) => string,
    mine: Float32Array,
    sign: (part: number) => number = () => 1,
    map: (value: number) => number = (value) => value,
  ): number => {
    let most = 0
    for (let part = 0; part < parts; part++) {
      const theirs = column(names(part))
      for (let index = 0; index < ours.count; index++) {
        const difference = Math.abs(
          map(theirs[index] ?? Number.NaN) - map((mine[index * parts + part] ?? 0) * sign(part)),
        )
        if (!(difference <= most)) most = difference
      }
    }
    return most
  }
  const quaternions = [1, 2, 3, 0].map((part) => column(`rot_${part}`))
  let degrees = 0
  for (let index = 0; index < ours.count; index++) {
    const theirs = quaternions.map((values) => values[index] ?? Number.NaN)
    const length = Math.hypot(...theirs)
    const dot = theirs.reduce(
      (sum, value, part) => sum + value * (ours.rotations[index * 4 + part] ?? 0) * (rotation[part] ?? 1),
      0,
    )
    degrees = Math.max(degrees, (360 / Math.PI) * Math.acos(Math.min(1, Math.abs(dot) / length)))
  }
  return {
    splats: table.numRows,
    position: largest(
      3,
      (part) => 'xyz'[part] ?? '',
      ours.positions,
      (part) => position[part] ?? 1,
    ),
    scale: largest(3, (part) => `scale_${part}`, ours.scales),
    opacity: largest(1, () => 'opacity', ours.opacities, undefined, opacityOf),
    color: largest(3, (part) => `f_dc_${part}`, ours.colors),
    harmonic: largest(
      coefficients * 3,
      (part) => `f_rest_${(part % 3) * coefficients + Math.floor(part / 3)}`,
      ours.harmonics,
      (part) => harmonics[Math.floor(part / 3)] ?? 1,
    ),
    rotation: degrees,
  }
}

/** A file converted by the peer alone. */
export async function convertWithPeer(
  from: string,
  bytes: Uint8Array,
  to: string,
  options: { readonly spzVersion?: 3 | 4 } = {},
): Promise<Uint8Array> {
  const dataTable = await readWithPeer(from, bytes)
  const fileSystem = new MemoryFileSystem()
  const all = { ...OPTIONS, ...options }
  await writeFile(
    { filename: to, outputFormat: getOutputFormat(to, all), dataTable, options: all },
    fileSystem,
  )
  const result = fileSystem.results.get(to)
  if (!result) throw new Error(`splat-transform wrote no ${to}`)
  return result
}

const OPTIONS = { iterations: 1, lodSelect: [0], unbundled: false, lodChunkCount: 512, lodChunkExtent: 16 }
