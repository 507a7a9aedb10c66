import {
  type Accessor,
  type Animation,
  type Document,
  PropertyType,
  type Skin,
  type Transform,
} from '@gltf-transform/core'
import type * as Functions from '@gltf-transform/functions'
import { ExportError } from '../export-error.ts'
import type { ImageEncoder, ProfileResult } from './engine-profile.ts'
import { type GlbDecoders, openGlb, orUnreadable, writeGlb } from './read-document.ts'
import { type Ktx2Encoder, ktx2Textures, webpTextures } from './web-textures.ts'

export interface WebProfileOptions {
  /** For sources that are compressed already. */
  readonly decoders?: GlbDecoders
  /**
   * `MeshoptEncoder` of `meshoptimizer`, when its `ready` is done. With it the data is compressed, and a page needs
   * the decoder; without it numbers are only quantised, which three.js and Babylon.js read by themselves.
   */
  readonly meshopt?: unknown
  /** Makes a WebP of a PNG or JPEG; a result that is not smaller is not used. */
  readonly toWebp?: ImageEncoder
  /**
   * Makes a KTX2 of every picture, which stays small in the memory of a graphics card; pages need a transcoder. One
   * whose sides are no multiples of four stays as it is, since the extension forbids it.
   */
  readonly toKtx2?: Ktx2Encoder
  /** How far a key may be from the line between its neighbours to be left out: metres and parts of a quaternion; 1e-5. */
  readonly keyTolerance?: number
}

/**
 * A small GLB for the web: duplicates and what nothing uses are gone, keys that lie on a line between others too,
 * vertices take integers in place of floats, and textures become WebP or KTX2.
 *
 * All nodes, skins and clips stay, with their names. Joints stand within 0.1 mm for each metre of the figure where
 * they stood, at every moment; vertices within 1/16383 of the size of the scene.
 *
 * @throws ExportError `unsupported` without `@gltf-transform/functions`, which is an optional peer of this package;
 *   `invalid-option` for both `toWebp` and `toKtx2`; as `engineProfile`.
 */
export async function webProfile(
  glb: Uint8Array,
  { decoders, meshopt, toWebp, toKtx2, keyTolerance = 1e-5 }: WebProfileOptions = {},
): Promise<ProfileResult> {
  if (toWebp && toKtx2)
    throw new ExportError('invalid-option', 'A texture has one format. Hand in toWebp or toKtx2, not both.')
  const opened = await openGlb(glb, decoders)
  const { document, io, unknownExtensions } = opened
  const steps = await loadSteps()
  // One grid for the whole scene: with one for each mesh, meshes that share a skin would need a skin each.
  const quantise = { cleanup: false, quantizationVolume: 'scene', quantizePosition: 14 } as const
  const keeping = { keepLeaves: true, keepAttributes: true, keepSolidTextures: true, keepExtras: true }
  const skins = usedSkins(document)
  if (toWebp) await webpTextures(document, toWebp)
  if (toKtx2)
    await ktx2Textures(document, toKtx2, (texture) => steps.getTextureColorSpace(texture) === 'srgb')
  await orUnreadable(async () => {
    await thinClips(document, steps.resample({ tolerance: keyTolerance, cleanup: false }))
    await document.transform(
      steps.dedup({ keepUniqueNames: true, propertyTypes: [...DATA] }),
      steps.prune({ ...keeping, propertyTypes: [...DATA] }),
      ...(document.getRoot().listMeshes().length === 0
        ? []
        : [
            meshopt
              ? steps.meshopt({ encoder: meshopt, level: 'medium', ...quantise })
              : steps.quantize({ ...quantise, pattern: /.*/ }),
          ]),
    )
    await document.transform(
      steps.dedup({ keepUniqueNames: true, propertyTypes: [PropertyType.ACCESSOR, PropertyType.SKIN] }),
      // The floats that integers have replaced.
      steps.prune({ ...keeping, propertyTypes: [PropertyType.ACCESSOR] }),
    )
  })
  // Quantising replaces a skin by one that undoes the grid; the old one would be a second armature.
  const replaced = usedSkins(document)
  for (const skin of skins) if (!replaced.has(skin)) skin.dispose()
  io.registerDependencies({ 'meshopt.encoder': meshopt })
  return { glb: await writeGlb(opened), droppedExtensions: unknownExtensions }
}

/** Tracks that share their times lose that when they are thinned: a clip that would grow keeps its keys. */
async function thinClips(document: Document, resample: Transform): Promise<void> {
  const clips = document.getRoot().listAnimations()
  // Something must use the old keys, or they are gone afterwards.
  const holder = document.createPrimitive()
  const old = new Set<Accessor>()
  const before = clips.map((clip) => ({
    clip,
    bytes: bytesOfKeys(clip),
    keys: clip.listSamplers().map((sampler) => {
      const [input, output] = [sampler.getInput(), sampler.getOutput()]
      if (input) old.add(input)
      if (output) old.add(output)
      return { sampler, input, output }
    }),
  }))
  for (const [index, accessor] of [...old].entries()) holder.setAttribute(`_KEYS_${index}`, accessor)
  await document.transform(resample)
  for (const { clip, bytes, keys } of before)
    if (bytesOfKeys(clip) >= bytes)
      for (const { sampler, input, output } of keys) sampler.setInput(input).setOutput(output)
  holder.dispose()
}

/** With what an accessor and its view take in the JSON. */
function bytesOfKeys(clip: Animation): number {
  const accessors = new Set(
    clip.listSamplers().flatMap((sampler) => [sampler.getInput(), sampler.getOutput()]),
  )
  return [...accessors].reduce((sum, accessor) => sum + (accessor?.getByteLength() ?? 0) + 200, 0)
}

const usedSkins = (document: Document): ReadonlySet<Skin> =>
  new Set(
    document
      .getRoot()
      .listNodes()
      .flatMap((node) => node.getSkin() ?? []),
  )

/** Never nodes, skins and clips: a skin without a mesh is what makes one armature of a skeleton in Blender. */
const DATA = [PropertyType.ACCESSOR, PropertyType.MESH, PropertyType.TEXTURE, PropertyType.MATERIAL] as const

async function loadSteps(): Promise<typeof Functions> {
  try {
    return await import('@gltf-transform/functions')
  } catch (cause) {
    throw new ExportError(
      'unsupported',
      `The web profile needs @gltf-transform/functions; install it beside @onetake/export (${String(cause).slice(0, 120)}).`,
    )
  }
}
