import { boundsOf } from '../splat-bounds.ts'
import { coefficientsOf, FLAT_HARMONIC, opacityOf, type Splats } from '../splats.ts'

/**
 * Splats as a GLB with `KHR_gaussian_splatting`: plain 32-bit attributes of points, nothing compressed. A reader that
 * does not know the extension still shows the points, in their colours.
 *
 * @see KhronosGroup/glTF, extensions/2.0/Khronos/KHR_gaussian_splatting/README.md ("Complete, Ratified"): scales are
 * linear, opacities from 0 to 1, rotations x, y, z, w.
 */
export function splatsToGlb(
  splats: Splats,
  options: { readonly name?: string } = {},
): Uint8Array<ArrayBuffer> {
  const { name = 'splats' } = options
  const attributes = attributesOf(splats)
  const { min, max } = boundsOf(splats)
  let byteOffset = 0
  const bufferViews = attributes.map(({ parts, component }) => {
    const byteLength = splats.count * parts * BYTES[component]
    const view = { buffer: 0, byteOffset, byteLength, target: ARRAY_BUFFER }
    byteOffset += byteLength
    return view
  })
  const json = {
    asset: { version: '2.0', generator: '@onetake/export' },
    extensionsUsed: ['KHR_gaussian_splatting'],
    scene: 0,
    scenes: [{ name, nodes: [0] }],
    nodes: [{ name, mesh: 0 }],
    meshes: [
      {
        name,
        primitives: [
          {
            mode: POINTS,
            attributes: Object.fromEntries(attributes.map(({ semantic }, index) => [semantic, index])),
            extensions: {
              KHR_gaussian_splatting: {
                kernel: 'ellipse',
                colorSpace: 'srgb_rec709_display',
                projection: 'perspective',
                sortingMethod: 'cameraDistance',
              },
            },
          },
        ],
      },
    ],
    accessors: attributes.map(({ semantic, parts, component }, bufferView) => ({
      bufferView,
      componentType: component,
      count: splats.count,
      type: TYPES[parts],
      ...(component === UNSIGNED_BYTE ? { normalized: true } : {}),
      ...(semantic === 'POSITION' ? { min, max } : {}),
    })),
    bufferViews,
    buffers: [{ byteLength: byteOffset }],
  }

  const text = new TextEncoder().encode(JSON.stringify(json))
  const textBytes = Math.ceil(text.length / 4) * 4
  const bytes = new Uint8Array(HEADER_BYTES + 8 + textBytes + 8 + byteOffset)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x46546c67, true)
  view.setUint32(4, 2, true)
  view.setUint32(8, bytes.length, true)
  view.setUint32(12, textBytes, true)
  view.setUint32(16, 0x4e4f534a, true)
  bytes.fill(SPACE, 20, 20 + textBytes)
  bytes.set(text, 20)
  view.setUint32(20 + textBytes, byteOffset, true)
  view.setUint32(24 + textBytes, 0x004e4942, true)
  for (const [index, attribute] of attributes.entries())
    writeAttribute(view, 28 + textBytes + (bufferViews[index]?.byteOffset ?? 0), splats.count, attribute)
  return bytes
}

interface Attribute {
  readonly semantic: string
  readonly parts: 1 | 3 | 4
  readonly component: typeof FLOAT | typeof UNSIGNED_BYTE
  readonly valueAt: (index: number, part: number) => number
}

function attributesOf(splats: Splats): readonly Attribute[] {
  const { positions, scales, rotations, opacities, colors, harmonics, degree } = splats
  const stride = coefficientsOf(degree) * 3
  const float = (
    semantic: string,
    parts: 1 | 3 | 4,
    valueAt: (index: number, part: number) => number,
  ): Attribute => ({ semantic, parts, component: FLOAT, valueAt })
  const ours = (name: string): string => `KHR_gaussian_splatting:${name}`
  const opacity = (index: number): number => opacityOf(opacities[index] ?? 0)
  const attributes: Attribute[] = [
    float('POSITION', 3, (index, part) => positions[index * 3 + part] ?? 0),
    {
      // For readers that do not know the extension.
      semantic: 'COLOR_0',
      parts: 4,
      component: UNSIGNED_BYTE,
      valueAt: (index, part) =>
        part === 3 ? opacity(index) : (colors[index * 3 + part] ?? 0) * FLAT_HARMONIC + 0.5,
    },
    float(ours('ROTATION'), 4, (index, part) => rotations[index * 4 + part] ?? 0),
    float(ours('SCALE'), 3, (index, part) => Math.exp(scales[index * 3 + part] ?? 0)),
    float(ours('OPACITY'), 1, opacity),
    float(ours('SH_DEGREE_0_COEF_0'), 3, (index, part) => colors[index * 3 + part] ?? 0),
  ]
  let place = 0
  for (let each = 1; each <= degree; each++)
    for (let coefficient = 0; coefficient < 2 * each + 1; coefficient++, place += 3) {
      const from = place
      attributes.push(
        float(
          ours(`SH_DEGREE_${each}_COEF_${coefficient}`),
          3,
          (index, part) => harmonics[index * stride + from + part] ?? 0,
        ),
      )
    }
  return attributes
}

function writeAttribute(
  view: DataView,
  start: number,
  count: number,
  { parts, component, valueAt }: Attribute,
): void {
  let at = start
  for (let index = 0; index < count; index++)
    for (let part = 0; part < parts; part++) {
      const value = valueAt(index, part)
      if (component === FLOAT) view.setFloat32(at, value, true)
      else view.setUint8(at, Math.min(Math.max(value, 0), 1) * 255 + 0.5)
      at += BYTES[component]
    }
}

const FLOAT = 5126
const UNSIGNED_BYTE = 5121
const BYTES = { [FLOAT]: 4, [UNSIGNED_BYTE]: 1 } as const
const TYPES = { 1: 'SCALAR', 3: 'VEC3', 4: 'VEC4' } as const
const POINTS = 0
const ARRAY_BUFFER = 34962
const HEADER_BYTES = 12
const SPACE = 0x20
