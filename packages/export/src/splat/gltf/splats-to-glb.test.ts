import { validateBytes } from 'gltf-validator'
import { describe, expect, test } from 'vitest'
import { sampleSplats } from '../../../test/sample-splats.ts'
import { convertWithPeer } from '../../../test/splat-transform.ts'
import { writePly } from '../ply/write-ply.ts'
import { coefficientsOf } from '../splats.ts'
import { transformSplats } from '../transform-splats.ts'
import { splatsToGlb } from './splats-to-glb.ts'

interface Gltf {
  readonly extensionsUsed: readonly string[]
  readonly extensionsRequired?: readonly string[]
  readonly meshes: readonly {
    readonly primitives: readonly {
      readonly mode: number
      readonly attributes: Readonly<Record<string, number>>
      readonly extensions: unknown
    }[]
  }[]
  readonly accessors: readonly {
    readonly bufferView: number
    readonly componentType: number
    readonly count: number
    readonly type: string
    readonly min?: readonly number[]
    readonly max?: readonly number[]
  }[]
  readonly bufferViews: readonly { readonly byteOffset?: number; readonly byteLength: number }[]
}

const PREFIX = 'KHR_gaussian_splatting:'

/** A GLB's JSON, and the numbers of an attribute of its only primitive. */
function open(bytes: Uint8Array): { json: Gltf; values: (semantic: string) => readonly number[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const jsonBytes = view.getUint32(12, true)
  const json: Gltf = JSON.parse(new TextDecoder().decode(bytes.subarray(20, 20 + jsonBytes)))
  const values = (semantic: string): readonly number[] => {
    const accessor = json.accessors[json.meshes[0]?.primitives[0]?.attributes[semantic] ?? -1]
    const buffer = json.bufferViews[accessor?.bufferView ?? -1]
    if (!accessor || !buffer) throw new Error(`no ${semantic}`)
    const start = 28 + jsonBytes + (buffer.byteOffset ?? 0)
    const parts = { SCALAR: 1, VEC3: 3, VEC4: 4 }[accessor.type] ?? 0
    return Array.from({ length: accessor.count * parts }, (_, index) =>
      accessor.componentType === 5121
        ? view.getUint8(start + index)
        : view.getFloat32(start + index * 4, true),
    )
  }
  return { json, values }
}

describe('splatsToGlb', () => {
  test.each([0, 1, 2, 3] as const)(
    'degree %i: the validator objects to nothing but attributes it does not know',
    async (degree) => {
      const { issues } = await validateBytes(splatsToGlb(sampleSplats(20, degree)))
      const others = issues.messages.filter(
        ({ code, pointer }) =>
          code !== 'UNSUPPORTED_EXTENSION' &&
          !(code === 'MESH_PRIMITIVE_INVALID_ATTRIBUTE' && pointer.includes(PREFIX)),
      )
      expect(others).toEqual([])
      expect(issues.numErrors).toBe(4 + coefficientsOf(degree))
    },
  )

  test('scales are linear, opacities from 0 to 1, rotations x, y, z, w, and positions have their bounds', () => {
    const splats = sampleSplats(200)
    const { json, values } = open(splatsToGlb(splats))
    const [primitive] = json.meshes[0]?.primitives ?? []
    expect(primitive).toMatchObject({
      mode: 0,
      extensions: { KHR_gaussian_splatting: { kernel: 'ellipse', colorSpace: 'srgb_rec709_display' } },
    })
    expect(json.extensionsUsed).toEqual(['KHR_gaussian_splatting'])
    expect(json.extensionsRequired).toBeUndefined()
    for (const [index, value] of values(`${PREFIX}SCALE`).entries())
      expect(value).toBeCloseTo(Math.exp(splats.scales[index] ?? 0), 6)
    for (const [index, value] of values(`${PREFIX}OPACITY`).entries())
      expect(value).toBeCloseTo(1 / (1 + Math.exp(-(splats.opacities[index] ?? 0))), 6)
    expect(values(`${PREFIX}ROTATION`)).toEqual([...splats.rotations])
    expect(values('POSITION')).toEqual([...splats.positions])
    const position = json.accessors[primitive?.attributes['POSITION'] ?? -1]
    const xs = splats.positions.filter((_, at) => at % 3 === 0)
    expect([position?.min?.[0], position?.max?.[0]]).toEqual([Math.min(...xs), Math.max(...xs)])
  })

  test('every attribute is what splat-transform writes, which has the other side in front', async () => {
    const splats = sampleSplats(100)
    const ours = open(splatsToGlb(transformSplats(splats, { rotation: [0, 1, 0, 0] })))
    const theirs = open(await convertWithPeer('a.ply', writePly(splats), 'a.glb'))
    const names = Object.keys(theirs.json.meshes[0]?.primitives[0]?.attributes ?? {})
    expect(names).toHaveLength(21)
    for (const name of names) {
      const [mine, other] = [ours.values(name), theirs.values(name)]
      if (name.endsWith('ROTATION')) {
        for (let at = 0; at < other.length; at += 4)
          expect(sameEllipsoid(mine.slice(at, at + 4), other.slice(at, at + 4))).toBeCloseTo(1, 5)
      } else {
        for (const [at, value] of other.entries()) expect(mine[at]).toBeCloseTo(value, 4)
      }
    }
  })
})

/** 1 when two rotations are the same but for a half turn about an axis of the ellipsoid, which nobody sees. */
function sameEllipsoid([x = 0, y = 0, z = 0, w = 0]: readonly number[], other: readonly number[]): number {
  const same = [
    [x, y, z, w],
    [w, z, -y, -x],
    [-z, w, x, -y],
    [y, -x, w, -z],
  ]
  return Math.max(
    ...same.map((turned) =>
      Math.abs(turned.reduce((sum, value, part) => sum + value * (other[part] ?? 0), 0)),
    ),
  )
}
