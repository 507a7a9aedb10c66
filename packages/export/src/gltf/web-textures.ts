import type { Document, Texture } from '@gltf-transform/core'
import { EXTTextureWebP, KHRTextureBasisu } from '@gltf-transform/extensions'
import { ExportError } from '../export-error.ts'
import type { ImageEncoder } from './engine-profile.ts'
import { imageFacts } from './image-facts.ts'

/** Makes a KTX2 texture of a picture, such as `encodeToKTX2` of `ktx2-encoder`. */
export type Ktx2Encoder = (image: {
  readonly bytes: Uint8Array
  readonly mimeType: string
  /** Whether it is seen as it is (sRGB), and not normals, roughness or the like (linear). */
  readonly isColor: boolean
}) => Promise<Uint8Array>

export async function webpTextures(document: Document, toWebp: ImageEncoder): Promise<void> {
  for (const texture of document.getRoot().listTextures()) {
    const mimeType = texture.getMimeType()
    const bytes = texture.getImage()
    if (!bytes || (mimeType !== 'image/png' && mimeType !== 'image/jpeg')) continue
    const smaller = await toWebp({ bytes, mimeType })
    if (smaller.length >= bytes.length) continue
    document.createExtension(EXTTextureWebP).setRequired(true)
    replaceImage(texture, smaller, 'webp')
  }
}

/** @throws ExportError `invalid-option` for an encoder that gives something else. */
export async function ktx2Textures(
  document: Document,
  toKtx2: Ktx2Encoder,
  isColor: (texture: Texture) => boolean,
): Promise<void> {
  for (const texture of document.getRoot().listTextures()) {
    const mimeType = texture.getMimeType()
    const bytes = texture.getImage()
    if (!bytes || mimeType === 'image/ktx2') continue
    const packed = await toKtx2({ bytes, mimeType, isColor: isColor(texture) })
    const facts = imageFacts(packed)
    if (facts.mimeType !== 'image/ktx2')
      throw new ExportError(
        'invalid-option',
        `toKtx2 has made no KTX2 of the texture ${JSON.stringify(texture.getName())}. It should resolve to the bytes of one.`,
      )
    // KHR_texture_basisu, "Using KTX v2 images with Basis Universal": both sides are multiples of four.
    if (Number(facts.width) % 4 !== 0 || Number(facts.height) % 4 !== 0) continue
    document.createExtension(KHRTextureBasisu).setRequired(true)
    replaceImage(texture, packed, 'ktx2')
  }
}

function replaceImage(texture: Texture, bytes: Uint8Array, kind: 'webp' | 'ktx2'): void {
  texture.setImage(Uint8Array.from(bytes)).setMimeType(`image/${kind}`)
  const uri = texture.getURI()
  if (uri) texture.setURI(uri.replace(/\.\w+$/, `.${kind}`))
}
