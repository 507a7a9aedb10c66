import type { Turn } from '../bake/turn.ts'
import type { FbxNode } from './fbx-node.ts'
import { numberOf } from './properties70.ts'

export type AxisName = '+x' | '-x' | '+y' | '-y' | '+z' | '-z'

/** Which of a file's axes points where. Right-handed with `right` along X, `up` along Y and `front` towards us along Z. */
export interface FbxAxes {
  readonly up: AxisName
  /** Where a figure that faces us looks. */
  readonly front: AxisName
  readonly right: AxisName
}

/** Said in `GlobalSettings`; what is missing is as the SDK has it: Y up, Z to the front. */
export function axesOfSettings(settings: FbxNode | undefined): FbxAxes {
  const axis = (name: string, otherwise: number): AxisName => {
    const letter = 'xyz'[numberOf(settings, `${name}Axis`) ?? otherwise] ?? 'xyz'[otherwise]
    const sign = (numberOf(settings, `${name}AxisSign`) ?? 1) < 0 ? '-' : '+'
    return `${sign}${letter}` as AxisName // One of two signs and one of three letters.
  }
  return { up: axis('Up', 1), front: axis('Front', 2), right: axis('Coord', 0) }
}

/** The turn that brings the axes of a file to Y up and Z to the front; `null` where the file is left-handed or contradicts itself. */
export function turnToStandard({ up, front, right }: FbxAxes): Turn | null {
  const [r, u, f] = [vector(right), vector(up), vector(front)]
  const handedness =
    r[0] * (u[1] * f[2] - u[2] * f[1]) -
    r[1] * (u[0] * f[2] - u[2] * f[0]) +
    r[2] * (u[0] * f[1] - u[1] * f[0])
  if (handedness !== 1) return null
  return fromRows(r, u, f)
}

type Row = readonly [number, number, number]

const vector = (name: AxisName): Row => {
  const sign = name.startsWith('-') ? -1 : 1
  return [name.endsWith('x') ? sign : 0, name.endsWith('y') ? sign : 0, name.endsWith('z') ? sign : 0]
}

/** The turn whose matrix has these rows, by the largest of its four numbers first (K. Shoemake 1987). */
function fromRows([a, b, c]: Row, [d, e, f]: Row, [g, h, i]: Row): Turn {
  const trace = a + e + i
  if (trace > 0) {
    const s = 2 * Math.sqrt(trace + 1)
    return [(h - f) / s, (c - g) / s, (d - b) / s, s / 4]
  }
  if (a >= e && a >= i) {
    const s = 2 * Math.sqrt(1 + a - e - i)
    return [s / 4, (b + d) / s, (c + g) / s, (h - f) / s]
  }
  if (e >= i) {
    const s = 2 * Math.sqrt(1 + e - a - i)
    return [(b + d) / s, s / 4, (f + h) / s, (c - g) / s]
  }
  const s = 2 * Math.sqrt(1 + i - a - e)
  return [(c + g) / s, (f + h) / s, s / 4, (d - b) / s]
}
