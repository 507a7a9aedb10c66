import { jointIndex, restPositions } from '../motion/rig.ts'
import { add, type Vector } from '../motion/vector.ts'
import { addLoft, type LoftOptions, type Ring, type SkinnedMesh, type Weights } from './loft.ts'

export type Color = LoftOptions['color']

export const porcelain: Color = [0.76, 0.72, 0.66]
export const slate: Color = [0.05, 0.065, 0.09]
export const accent: Color = [0.85, 0.2, 0.045]

/** A row of cross-sections as numbers: position along the part, the two half widths, a shift across, and its joints. */
export type Row = readonly [along: number, a: number, b: number, shift: number, ...Weights]

export function joint(name: string): number {
  return jointIndex(`${name}_JNT`)
}

export function at(name: string): Vector {
  return restPositions[joint(name)] ?? [0, 0, 0]
}

/** A ball that fills a joint. */
export function addBall(
  mesh: SkinnedMesh,
  center: Vector,
  radius: number,
  weights: Weights,
  color: Color,
): void {
  const rings = [-0.92, -0.7, -0.35, 0, 0.35, 0.7, 0.92].map((height): Ring => {
    const wide = radius * Math.sqrt(1 - height * height)
    return { at: add(center, [0, height * radius, 0]), radii: [wide, wide], weights }
  })
  addLoft(mesh, rings, { side: [1, 0, 0], segments: 12, color })
}
