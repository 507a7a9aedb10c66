import { type GlbContainer, type Json, listOf, readContainer, recordOf } from './glb-container.ts'
import { imageFacts } from './image-facts.ts'
import { type ClipFacts, reportGlb } from './report-glb.ts'
import { type SceneBounds, sceneBounds } from './scene-bounds.ts'

export interface TextureFacts {
  readonly name: string
  /** As its bytes say, such as `image/webp`; `null` where they are not in the file or no known format. */
  readonly mimeType: string | null
  /** Pixels; `null` where the bytes do not say. */
  readonly width: number | null
  readonly height: number | null
  /** In the file; 0 for a picture outside of it. */
  readonly bytes: number
}

export interface SkinFacts {
  readonly name: string
  readonly joints: number
}

/** What a GLB holds, told without unpacking it. */
export interface GlbInspection {
  readonly generator: string | null
  readonly bytes: number
  readonly nodes: number
  readonly meshes: number
  /** Of all meshes, each once, however many nodes show it. */
  readonly triangles: number
  readonly vertices: number
  readonly materials: number
  /** Shapes a face or a body can take, of all meshes. */
  readonly morphTargets: number
  readonly skins: readonly SkinFacts[]
  readonly textures: readonly TextureFacts[]
  readonly clips: readonly ClipFacts[]
  readonly extensionsUsed: readonly string[]
  /** Those a reader must know to open the file. */
  readonly extensionsRequired: readonly string[]
  /** Metres, as the file stands at rest; `null` without a mesh. */
  readonly bounds: SceneBounds | null
}

/**
 * Looks at a GLB: what is in it, how large it stands, and what a reader must know. Compressed files too.
 *
 * @throws ExportError `invalid-file` for a damaged container, and for a node tree that is none.
 */
export function inspectGlb(glb: Uint8Array): GlbInspection {
  const container = readContainer(glb)
  const { json } = container
  const { facts } = reportGlb(glb.subarray(0, new DataView(glb.buffer, glb.byteOffset).getUint32(8, true)))
  const primitives = listOf(json['meshes']).flatMap((mesh) =>
    listOf(recordOf(mesh)['primitives']).map(recordOf),
  )
  const accessors = listOf(json['accessors']).map(recordOf)
  const countOf = (index: unknown): number => Number(accessors[Number(index ?? -1)]?.['count'] ?? 0)
  // Primitives of one mesh often share their vertices.
  const places = new Set(primitives.map(({ attributes }) => recordOf(attributes)['POSITION']))
  return {
    generator: facts.generator,
    bytes: glb.length,
    nodes: facts.nodes,
    meshes: facts.meshes,
    triangles: sum(primitives.map((primitive) => trianglesOf(primitive, countOf))),
    vertices: sum([...places].map(countOf)),
    materials: listOf(json['materials']).length,
    morphTargets: sum(
      listOf(json['meshes']).map(
        (mesh) => listOf(recordOf(listOf(recordOf(mesh)['primitives'])[0])['targets']).length,
      ),
    ),
    skins: listOf(json['skins'])
      .map(recordOf)
      .map((skin, index) => ({
        name: nameOf(skin, `skin ${index + 1}`),
        joints: listOf(skin['joints']).length,
      })),
    textures: listOf(json['images']).map((image, index) => textureFacts(container, recordOf(image), index)),
    clips: facts.clips,
    extensionsUsed: listOf(json['extensionsUsed']).filter((name) => typeof name === 'string'),
    extensionsRequired: facts.extensionsRequired,
    bounds: sceneBounds(container),
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0)
const nameOf = ({ name }: Json, otherwise: string): string =>
  typeof name === 'string' && name !== '' ? name : otherwise

/** @see glTF 2.0 specification, 5.24.4 (primitive.mode): 4 triangles, 5 strip, 6 fan; the others have none. */
function trianglesOf(primitive: Json, countOf: (index: unknown) => number): number {
  const corners = countOf(primitive['indices'] ?? recordOf(primitive['attributes'])['POSITION'])
  const mode = Number(primitive['mode'] ?? 4)
  if (mode === 4) return Math.floor(corners / 3)
  return mode === 5 || mode === 6 ? Math.max(0, corners - 2) : 0
}

function textureFacts({ json, binary }: GlbContainer, image: Json, index: number): TextureFacts {
  const view = recordOf(listOf(json['bufferViews'])[Number(image['bufferView'] ?? -1)])
  const start = Number(view['byteOffset'] ?? 0)
  const bytes = binary.subarray(start, start + Number(view['byteLength'] ?? 0))
  return { name: nameOf(image, `image ${index + 1}`), bytes: bytes.length, ...imageFacts(bytes) }
}
