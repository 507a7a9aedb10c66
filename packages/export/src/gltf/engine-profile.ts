import { type Accessor, type Document, type TypedArray } from '@gltf-transform/core'
import { ExportError } from '../export-error.ts'
import { AT_JSON } from './check-claims.ts'
import { type GlbDecoders, openGlb, writeGlb } from './read-document.ts'
import { readKtx2 } from './read-ktx2.ts'
import { writePng } from './write-png.ts'

/** Makes another picture of a picture: `sharp` in Node, a canvas in a browser. */
export type ImageEncoder = (image: {
  readonly bytes: Uint8Array
  readonly mimeType: string
}) => Promise<Uint8Array>

export interface ProfileResult {
  readonly glb: Uint8Array<ArrayBuffer>
  /** Extensions of the source that are not known here and were left out, such as VRM's. */
  readonly droppedExtensions: readonly string[]
}

export interface EngineProfileOptions {
  readonly decoders?: GlbDecoders
  /** For textures that are neither PNG nor JPEG; KTX2 needs `decoders.basis` instead. */
  readonly toPng?: ImageEncoder
}

/**
 * A GLB that every engine and old importer opens: nothing compressed, nothing quantised, textures as PNG or JPEG.
 *
 * Nodes, skins and clips stay as they are; numbers that were packed become the 32-bit floats they stand for.
 *
 * @throws ExportError `unsupported` where a decoder or `toPng` is needed and not handed in; as for any GLB that cannot
 *   be read.
 */
export async function engineProfile(
  glb: Uint8Array,
  { decoders, toPng }: EngineProfileOptions = {},
): Promise<ProfileResult> {
  const opened = await openGlb(glb, decoders)
  const { document, unknownExtensions } = opened
  unpackNumbers(document)
  await plainTextures(document, toPng, decoders?.basis)
  for (const extension of document.getRoot().listExtensionsUsed())
    if (PACKING.has(extension.extensionName)) extension.dispose()
  return { glb: await writeGlb(opened), droppedExtensions: unknownExtensions }
}

const PACKING: ReadonlySet<string> = new Set([
  'KHR_mesh_quantization',
  'EXT_texture_webp',
  'EXT_texture_avif',
  'KHR_texture_basisu',
])

/** Joints, weights, colours and indices are integers in plain glTF as well. */
const PLACES = /^(POSITION|NORMAL|TANGENT|TEXCOORD_\d+)$/

function unpackNumbers(document: Document): void {
  const packed = new Set<Accessor | null>()
  for (const mesh of document.getRoot().listMeshes())
    for (const primitive of mesh.listPrimitives())
      for (const part of [primitive, ...primitive.listTargets()])
        for (const semantic of part.listSemantics())
          if (PLACES.test(semantic)) packed.add(part.getAttribute(semantic))
  for (const animation of document.getRoot().listAnimations())
    for (const sampler of animation.listSamplers()) packed.add(sampler.getInput()).add(sampler.getOutput())
  for (const accessor of packed)
    if (accessor && !(accessor.getArray() instanceof Float32Array)) toFloats(accessor)
}

function toFloats(accessor: Accessor): void {
  const size = accessor.getElementSize()
  const values = new Float32Array(accessor.getCount() * size)
  const element: number[] = []
  for (let index = 0; index < accessor.getCount(); index++)
    values.set(accessor.getElement(index, element), index * size)
  const array: TypedArray = values
  accessor.setNormalized(false).setArray(array)
}

async function plainTextures(
  document: Document,
  toPng: ImageEncoder | undefined,
  basis: unknown,
): Promise<void> {
  for (const [index, texture] of document.getRoot().listTextures().entries()) {
    const mimeType = texture.getMimeType()
    const bytes = texture.getImage()
    if (!bytes || mimeType === 'image/png' || mimeType === 'image/jpeg') continue
    const name = JSON.stringify(texture.getName() || index)
    const png = mimeType === 'image/ktx2' ? fromKtx2(bytes, basis, name) : await toPng?.({ bytes, mimeType })
    if (!png) throw needed(name, mimeType, 'toPng, such as one made with sharp')
    texture.setImage(Uint8Array.from(png)).setMimeType('image/png')
    const uri = texture.getURI()
    if (uri) texture.setURI(uri.replace(/\.\w+$/, '.png'))
  }
}

function fromKtx2(bytes: Uint8Array, basis: unknown, name: string): Uint8Array {
  if (!basis) throw needed(name, 'image/ktx2', 'the Basis Universal module of ktx2-encoder as decoders.basis')
  return writePng(readKtx2(bytes, basis, name))
}

const needed = (name: string, mimeType: string, what: string): ExportError =>
  new ExportError(
    'unsupported',
    `The texture ${name} is ${mimeType}, which not every engine opens. Hand in ${what}.`,
    AT_JSON,
  )
