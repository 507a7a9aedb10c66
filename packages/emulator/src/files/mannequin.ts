import type { Vector } from '../motion/vector.ts'
import { addLoft, createMesh, type Ring, type SkinnedMesh, type Weights } from './loft.ts'
import { addArm, addHand } from './mannequin-arm.ts'
import { addFoot, addLeg } from './mannequin-leg.ts'
import { joint, porcelain, slate, type Row } from './mannequin-parts.ts'

/**
 * The figure that the files show: a shop-window mannequin of closed, tapered parts over ball joints, bound to the rig.
 * Where two bones meet, the skin follows both, and a ball inside keeps the volume of a sharp bend.
 */
export const mannequin: SkinnedMesh = build()

function build(): SkinnedMesh {
  const mesh = createMesh()
  addTrunk(mesh)
  addHead(mesh)
  for (const side of ['l', 'r'] as const) {
    addArm(mesh, side)
    addHand(mesh, side)
    addLeg(mesh, side)
    addFoot(mesh, side)
  }
  return mesh
}

function upright(rows: readonly Row[]): readonly Ring[] {
  return rows.map(([y, a, b, z, ...weights]) => ({ at: [0, y, z], radii: [a, b], weights }))
}

function addTrunk(mesh: SkinnedMesh): void {
  const [hips, spine, spine1, spine2, neck] = ['hips', 'spine', 'spine1', 'spine2', 'neck'].map(joint) as [
    number,
    number,
    number,
    number,
    number,
  ]
  const round = { side: [1, 0, 0] as Vector, segments: 20 }
  addLoft(
    mesh,
    upright([
      [0.82, 0.05, 0.06, 0, [hips, 1]],
      [0.85, 0.118, 0.098, -0.004, [hips, 1]],
      [0.9, 0.158, 0.115, -0.008, [hips, 1]],
      [0.95, 0.16, 0.115, -0.006, [hips, 1]],
      [1, 0.148, 0.106, -0.002, [hips, 0.75], [spine, 0.25]],
      [1.02, 0.12, 0.09, 0, [hips, 0.6], [spine, 0.4]],
    ]),
    { ...round, color: slate },
  )
  addLoft(
    mesh,
    upright([
      [0.99, 0.118, 0.086, 0, [hips, 0.55], [spine, 0.45]],
      [1.03, 0.132, 0.1, 0, [hips, 0.4], [spine, 0.6]],
      [1.09, 0.13, 0.099, 0.002, [spine, 0.8], [spine1, 0.2]],
      [1.15, 0.14, 0.104, 0.003, [spine, 0.4], [spine1, 0.6]],
      [1.22, 0.158, 0.116, 0.005, [spine1, 0.65], [spine2, 0.35]],
      [1.29, 0.173, 0.124, 0.006, [spine1, 0.2], [spine2, 0.8]],
      [1.35, 0.176, 0.12, 0.002, [spine2, 1]],
      [1.4, 0.158, 0.1, -0.006, [spine2, 1]],
      [1.435, 0.11, 0.076, -0.01, [spine2, 1]],
      [1.458, 0.06, 0.056, -0.008, [spine2, 1]],
    ]),
    { ...round, color: porcelain },
  )
  addLoft(
    mesh,
    upright([
      [1.43, 0.05, 0.053, -0.012, [spine2, 0.7], [neck, 0.3]],
      [1.47, 0.047, 0.05, -0.008, [neck, 1]],
      [1.52, 0.046, 0.049, 0, [neck, 0.6], [joint('head'), 0.4]],
      [1.56, 0.044, 0.047, 0.004, [joint('head'), 1]],
    ]),
    { ...round, segments: 14, color: slate },
  )
}

function addHead(mesh: SkinnedMesh): void {
  const weights: Weights = [[joint('head'), 1]]
  const ring = (y: number, a: number, b: number, z: number): Ring => ({
    at: [0, y, z],
    radii: [a, b],
    weights,
  })
  addLoft(
    mesh,
    [
      ring(1.5, 0.026, 0.03, 0.042),
      ring(1.512, 0.042, 0.052, 0.032),
      ring(1.55, 0.06, 0.078, 0.018),
      ring(1.59, 0.07, 0.092, 0.008),
      ring(1.63, 0.076, 0.098, 0.004),
      ring(1.665, 0.073, 0.094, 0.002),
      ring(1.692, 0.059, 0.076, 0),
      ring(1.708, 0.034, 0.044, 0),
    ],
    { side: [1, 0, 0], segments: 18, color: porcelain },
  )
  // a band where the eyes are, because a face tells which way is forward
  addLoft(
    mesh,
    [-0.062, -0.05, -0.025, 0, 0.025, 0.05, 0.062].map((x): Ring => ({
      at: [x, 1.622, 0.004 + 0.1 * Math.sqrt(1 - (x / 0.08) ** 2) - 0.008],
      radii: [Math.abs(x) > 0.06 ? 0.008 : 0.02, 0.013],
      weights,
    })),
    { side: [0, 1, 0], segments: 10, color: slate },
  )
}
