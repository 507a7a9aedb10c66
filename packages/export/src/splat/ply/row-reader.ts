import type { ExportError } from '../../export-error.ts'
import { FLAT_HARMONIC, type SplatDegree, type Splats } from '../splats.ts'
import { normaliseRotations } from '../normalise-rotations.ts'
import { errorAtByte } from '../splat-error.ts'
import type { SplatNote } from '../splat-note.ts'
import type { PlyElement, PlyHeader, PlyProperty } from './ply-header.ts'
import { readColumn } from './read-column.ts'

/** Turns rows of a PLY into splats, in the axes of the file. */
export interface RowReader {
  readonly degree: SplatDegree
  readonly rowBytes: number
  readonly count: number
  readonly notes: readonly SplatNote[]
  /** Reads `rows` rows from `byteOffset` of the view into `splats`, from index `first` on. */
  read(view: DataView, byteOffset: number, rows: number, splats: Splats, first: number): void
}

/**
 * Finds the properties of splats in a header, in whatever order and type they are.
 *
 * @throws ExportError `unsupported` for a PLY that is no splats, `invalid-file` for one that is half of it.
 * @see graphdeco-inria/gaussian-splatting, scene/gaussian_model.py, `construct_list_of_attributes`
 */
export function createRowReader({ elements, littleEndian }: PlyHeader): RowReader {
  const element = elements.find(({ name }) => name === 'vertex')
  if (!element || element.rowBytes === null || !ESSENTIAL.every((name) => element.properties.has(name)))
    throw notSplats(elements, element)
  const { properties, rowBytes } = element
  const notes: SplatNote[] = []
  const colors = colorNames(element, notes)
  const { degree, harmonics } = harmonicsOf(element, notes)
  const columns: Column[] = []
  const add = (array: ArrayName, stride: number, names: readonly string[]): void => {
    for (const [part, name] of names.entries()) {
      const property = properties.get(name)
      if (property) columns.push({ property, array, stride, part })
    }
  }
  add('positions', 3, ['x', 'y', 'z'])
  add('scales', 3, ['scale_0', 'scale_1', 'scale_2'])
  // The file keeps w first.
  add('rotations', 4, ['rot_1', 'rot_2', 'rot_3', 'rot_0'])
  add('opacities', 1, ['opacity'])
  add('colors', 3, colors)
  add('harmonics', harmonics.length, harmonics)

  const isByteColor = colors[0] === 'red'
  return {
    degree,
    rowBytes,
    count: element.count,
    notes,
    read(view, byteOffset, rows, splats, first) {
      for (let done = 0; done < rows; done += BLOCK_ROWS) {
        const count = Math.min(BLOCK_ROWS, rows - done)
        for (const { property, array, stride, part } of columns)
          readColumn(
            {
              view,
              type: property.type,
              littleEndian,
              byteOffset: byteOffset + done * rowBytes + property.byteOffset,
              byteStride: rowBytes,
              count,
            },
            { values: splats[array], start: (first + done) * stride + part, stride },
          )
      }
      normaliseRotations(splats.rotations, first, rows)
      if (isByteColor) bytesToCoefficients(splats.colors.subarray(first * 3, (first + rows) * 3))
    },
  }
}

type ArrayName = 'positions' | 'scales' | 'rotations' | 'opacities' | 'colors' | 'harmonics'

interface Column {
  readonly property: PlyProperty
  readonly array: ArrayName
  readonly stride: number
  readonly part: number
}

/** Few enough that all columns of them are read from a near cache. */
const BLOCK_ROWS = 512

const ESSENTIAL = [
  'x',
  'y',
  'z',
  'scale_0',
  'scale_1',
  'scale_2',
  'rot_0',
  'rot_1',
  'rot_2',
  'rot_3',
  'opacity',
]

function notSplats(elements: readonly PlyElement[], vertex: PlyElement | undefined): ExportError {
  const isMesh = elements.some(({ name }) => name === 'face' || name === 'tristrips')
  const missing = ESSENTIAL.filter((name) => !vertex?.properties.has(name))
  const what = isMesh
    ? 'a mesh'
    : vertex && missing.length > 3
      ? 'a cloud of plain points'
      : 'no Gaussian splats'
  const why =
    missing.length > 0
      ? `it has no ${missing.slice(0, 4).join(', ')}`
      : 'its vertices are lists of varying length'
  return errorAtByte(
    vertex?.declaredAt ?? 0,
    `This PLY is ${what}: ${why}. Export it as Gaussian splats.`,
    'unsupported',
  )
}

function colorNames({ properties, declaredAt }: PlyElement, notes: SplatNote[]): readonly string[] {
  const coefficients = ['f_dc_0', 'f_dc_1', 'f_dc_2']
  if (coefficients.every((name) => properties.has(name))) return coefficients
  const bytes = ['red', 'green', 'blue']
  if (!bytes.every((name) => properties.get(name)?.type === 'uint8'))
    throw errorAtByte(
      declaredAt,
      'The splats of this PLY have no colour: neither f_dc_0 to f_dc_2, nor red, green and blue as bytes.',
    )
  notes.push({
    code: 'colors-from-bytes',
    severity: 'info',
    message: 'Colours are kept as bytes instead of coefficients, and were read so.',
  })
  return bytes
}

/** The names of f_rest in our order: by coefficient, then by channel. The file has them by channel. */
function harmonicsOf(
  { properties, declaredAt }: PlyElement,
  notes: SplatNote[],
): { degree: SplatDegree; harmonics: readonly string[] } {
  const count = [...properties.keys()].filter((name) => /^f_rest_\d+$/.test(name)).length
  const inFile = FILE_DEGREES.find(({ values }) => values === count)
  const isComplete = Array.from({ length: count }, (_, index) => `f_rest_${index}`).every((name) =>
    properties.has(name),
  )
  if (!inFile || !isComplete)
    throw errorAtByte(
      declaredAt,
      `The splats of this PLY have ${count} of f_rest; complete degrees have 9, 24 or 45, numbered from 0.`,
    )
  if (inFile.degree < inFile.fileDegree)
    notes.push({
      code: 'degree-reduced',
      severity: 'warning',
      message: `Spherical harmonics go to degree ${inFile.fileDegree}; those up to ${inFile.degree} are kept.`,
      before: inFile.fileDegree,
      after: inFile.degree,
    })
  const perChannel = count / 3
  const kept = (inFile.degree + 1) ** 2 - 1
  return {
    degree: inFile.degree,
    harmonics: Array.from({ length: kept * 3 }, (_, index) => {
      const [coefficient, channel] = [Math.floor(index / 3), index % 3]
      return `f_rest_${channel * perChannel + coefficient}`
    }),
  }
}

const FILE_DEGREES: readonly { values: number; fileDegree: number; degree: SplatDegree }[] = [
  { values: 0, fileDegree: 0, degree: 0 },
  { values: 9, fileDegree: 1, degree: 1 },
  { values: 24, fileDegree: 2, degree: 2 },
  { values: 45, fileDegree: 3, degree: 3 },
  { values: 72, fileDegree: 4, degree: 3 },
]

function bytesToCoefficients(colors: Float32Array): void {
  for (let at = 0; at < colors.length; at++) colors[at] = ((colors[at] ?? 0) / 255 - 0.5) / FLAT_HARMONIC
}
