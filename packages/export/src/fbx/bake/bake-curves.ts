import { numbersOf, packArray, repackArray, unpackArray } from '../file/fbx-array.ts'
import { childOf, type FbxNode, numberAt } from '../file/fbx-node.ts'
import { doubleLine, numberOf, propertyOf, withProperties } from '../file/properties70.ts'

/** Keys of a curve multiplied by a number; 0 makes them nothing. */
export function scaleCurve(curve: FbxNode, factor: number): FbxNode {
  const isTcb = hasTcbKeys(curve)
  const bake = (entry: FbxNode): FbxNode => {
    const [first, ...rest] = entry.properties
    if (first === undefined) return entry
    if (entry.name === 'Default') {
      const value = numberAt(entry, 0)
      return value === null
        ? entry
        : { ...entry, properties: [{ type: 'D', value: value * factor }, ...rest] }
    }
    if (!('payload' in first)) return entry
    if (entry.name === 'KeyValueFloat')
      return {
        ...entry,
        properties: [
          repackArray(
            first.type,
            numbersOf(first).map((value) => value * factor),
          ),
          ...rest,
        ],
      }
    if (entry.name !== 'KeyAttrDataFloat' || isTcb) return entry
    const values = unpackArray(first)
    if (!(values instanceof Float32Array)) return entry
    // Of every four the first two are slopes; the others are packed bits and must stay as they are.
    for (let at = 0; at + 1 < values.length; at += 4) {
      values[at] = (values[at] ?? 0) * factor
      values[at + 1] = (values[at + 1] ?? 0) * factor
    }
    return { ...entry, properties: [packArray('f', values), ...rest] }
  }
  return { ...curve, children: curve.children.map(bake) }
}

/** Their data are tension, continuity and bias, which have no unit (`eTangentTCB`, FBX SDK 2020). */
const TANGENT_TCB = 0x200

const hasTcbKeys = (curve: FbxNode): boolean =>
  numbersOf(childOf(curve, 'KeyAttrFlags')?.properties[0]).some((flags) => (flags & TANGENT_TCB) !== 0)

/** The values a curve node has where no curve is connected, in other axes and another unit. */
export function bakeCurveNode(
  curveNode: FbxNode,
  axes: readonly { readonly from: number; readonly sign: 1 | -1 }[],
  factor: number,
): FbxNode {
  const values = ['d|X', 'd|Y', 'd|Z'].map((name) => numberOf(curveNode, name))
  const lines: Record<string, FbxNode> = {}
  for (const [axis, { from, sign }] of axes.entries()) {
    const name = `d|${'XYZ'[axis]}`
    const value = values[from]
    if (value === null || value === undefined || !propertyOf(curveNode, name)) continue
    lines[name] = doubleLine(name, value * sign * factor)
  }
  return withProperties(curveNode, lines)
}
