import { type Document, Logger, WebIO } from '@gltf-transform/core'
import { ALL_EXTENSIONS } from '@gltf-transform/extensions'
import { ExportError } from '../export-error.ts'
import { listOf, readContainer } from './glb-container.ts'
import { AT_JSON, checkClaims } from './check-claims.ts'

/** What unpacks compressed GLBs. They are WebAssembly of their own and therefore handed in, when their `ready` is done. */
export interface GlbDecoders {
  /** `MeshoptDecoder` of `meshoptimizer`. */
  readonly meshopt?: unknown
  /** What `createDecoderModule()` of `draco3dgltf` resolves to. */
  readonly draco?: unknown
  /**
   * For KTX2 textures, Basis Universal: what `new NodeBasisEncoder().init()` of `ktx2-encoder` resolves to in Node; in a
   * browser also what `BASIS()` of three.js's `basis_transcoder.js` resolves to, after its `initializeBasis()`.
   */
  readonly basis?: unknown
}

export interface OpenGlb {
  readonly document: Document
  readonly io: WebIO
  /** Extensions that are not known here; what they say is lost on writing. */
  readonly unknownExtensions: readonly string[]
}

/**
 * Opens a GLB for changing it; what was compressed in it no longer is.
 *
 * @throws ExportError `unsupported` for a compression whose decoder is not handed in, and for extensions that a reader
 *   must know and nobody here does; `invalid-file` for everything that cannot be read.
 */
export async function openGlb(bytes: Uint8Array, decoders: GlbDecoders = {}): Promise<OpenGlb> {
  const container = readContainer(bytes)
  checkClaims(container, bytes.length)
  const named = (key: string): readonly string[] => listOf(container.json[key]).map(String)
  const used = new Set([...named('extensionsUsed'), ...named('extensionsRequired')])
  for (const [extension, decoder, from] of [
    ['EXT_meshopt_compression', decoders.meshopt, 'MeshoptDecoder of meshoptimizer as decoders.meshopt'],
    [
      'KHR_draco_mesh_compression',
      decoders.draco,
      'what createDecoderModule() of draco3dgltf resolves to as decoders.draco',
    ],
  ] as const)
    if (used.has(extension) && !decoder)
      throw new ExportError(
        'unsupported',
        `This GLB is compressed (${extension}). Hand in ${from}, or export it without compression.`,
        AT_JSON,
      )
  const unknownExtensions = [...used].filter((name) => !KNOWN.has(name))
  const needed = named('extensionsRequired').filter((name) => !KNOWN.has(name))
  if (needed.length > 0)
    throw new ExportError(
      'unsupported',
      `This GLB cannot be read without ${needed.join(', ')}. Export it without.`,
      AT_JSON,
    )
  const io = new WebIO()
    .setLogger(new Logger(Logger.Verbosity.SILENT))
    .registerExtensions(ALL_EXTENSIONS)
    .registerDependencies({ 'meshopt.decoder': decoders.meshopt, 'draco3d.decoder': decoders.draco })
  const document = await orUnreadable(() => io.readBinary(Uint8Array.from(bytes)))
  // All of it is unpacked now, and packing it again would take an encoder.
  for (const extension of document.getRoot().listExtensionsUsed())
    if (COMPRESSION.has(extension.extensionName)) extension.dispose()
  return { document: document.setLogger(new Logger(Logger.Verbosity.SILENT)), io, unknownExtensions }
}

/**
 * Writes what `openGlb` opened; all of its data goes into one buffer, since a GLB has one.
 *
 * @throws ExportError `invalid-file` for data that was read and cannot be what it says.
 */
export async function writeGlb({ document, io }: OpenGlb): Promise<Uint8Array<ArrayBuffer>> {
  const root = document.getRoot()
  const [buffer, ...others] = root.listBuffers()
  if (buffer && others.length > 0) {
    for (const accessor of root.listAccessors()) accessor.setBuffer(buffer)
    for (const other of others) other.dispose()
  }
  return orUnreadable(() => io.writeBinary(document))
}

/**
 * Work of glTF-Transform on a file that it has not looked at closely.
 *
 * @throws ExportError `invalid-file` where it stops.
 */
export async function orUnreadable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new ExportError(
      'invalid-file',
      `This GLB cannot be read: ${said.slice(0, 200).replace(/\.$/, '')}. Download or export it again.`,
      AT_JSON,
    )
  }
}

const COMPRESSION: ReadonlySet<string> = new Set(['EXT_meshopt_compression', 'KHR_draco_mesh_compression'])
const KNOWN: ReadonlySet<string> = new Set(ALL_EXTENSIONS.map(({ EXTENSION_NAME }) => EXTENSION_NAME))
