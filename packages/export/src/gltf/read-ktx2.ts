import { ExportError } from '../export-error.ts'
import { AT_JSON } from './check-claims.ts'
import { imageFacts } from './image-facts.ts'

/** Rows from the top, four bytes each: red, green, blue, opacity. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8Array
}

/** What a small file may unpack to: flat pictures of 2048 by 2048 take next to nothing. In bytes. */
const LEAST_BUDGET = 2 ** 24
/** Far above what pictures with anything on them grow by. */
const MOST_EXPANSION = 1024
const LARGEST_BUDGET = 2 ** 28
/** `cTFRGBA32` of the transcoder. */
const RGBA32 = 13

/**
 * The largest picture of a KTX2 texture, by the transcoder that was handed in.
 *
 * @param name - Of the texture, for messages.
 * @throws ExportError `invalid-option` for a `basis` that is none; `unsupported` for HDR, what is not Basis Universal,
 *   and pictures too large for their file; `invalid-file` for a damaged one.
 * @see basis_universal, webgl/transcoder/basis_wrappers.cpp (`KTX2File`)
 */
export function readKtx2(bytes: Uint8Array, basis: unknown, name: string): Pixels {
  if (!isBasis(basis))
    throw new ExportError(
      'invalid-option',
      'decoders.basis has no KTX2File. Hand in what the init() of NodeBasisEncoder of ktx2-encoder resolves to, or BASIS() of basis_transcoder.js after its initializeBasis().',
    )
  const { mimeType, width, height } = imageFacts(bytes)
  if (mimeType !== 'image/ktx2' || !width || !height) throw refused(name, 'is no KTX2 file', 'invalid-file')
  if (width * height * 4 > Math.min(LARGEST_BUDGET, bytes.length * MOST_EXPANSION + LEAST_BUDGET))
    throw refused(name, `would unpack to ${width} by ${height} pixels, far more than its file can hold`)
  try {
    return { width, height, rgba: transcoded(bytes, basis, width * height * 4, name) }
  } catch (cause) {
    // The transcoder stops by an error of its own where it runs out of its memory.
    throw ExportError.is(cause) ? cause : refused(name, 'cannot be unpacked', 'invalid-file')
  }
}

function transcoded(bytes: Uint8Array, basis: BasisModule, size: number, name: string): Uint8Array {
  const file = new basis.KTX2File(bytes)
  try {
    if (!file.isValid() || file.isHDR() || !file.startTranscoding())
      throw refused(name, 'is damaged, or none of the kinds of KTX2 that glTF has (ETC1S and UASTC)')
    if (file.getImageTranscodedSizeInBytes(0, 0, 0, RGBA32) !== size)
      throw refused(name, 'has another size than its header says', 'invalid-file')
    const rgba = new Uint8Array(size)
    if (!file.transcodeImage(rgba, 0, 0, 0, RGBA32, 0, -1, -1))
      throw refused(name, 'cannot be unpacked', 'invalid-file')
    return rgba
  } finally {
    file.close()
    file.delete()
  }
}

interface BasisModule {
  readonly KTX2File: new (bytes: Uint8Array) => {
    isValid(): unknown
    isHDR(): unknown
    startTranscoding(): unknown
    getImageTranscodedSizeInBytes(level: number, layer: number, face: number, format: number): number
    transcodeImage(
      into: Uint8Array,
      level: number,
      layer: number,
      face: number,
      format: number,
      alphaForOpaque: number,
      channel0: number,
      channel1: number,
    ): unknown
    close(): void
    delete(): void
  }
}

const isBasis = (value: unknown): value is BasisModule =>
  typeof value === 'object' && value !== null && 'KTX2File' in value && typeof value.KTX2File === 'function'

const refused = (
  name: string,
  what: string,
  code: 'unsupported' | 'invalid-file' = 'unsupported',
): ExportError => new ExportError(code, `The texture ${name} ${what}. Export it as PNG or JPEG.`, AT_JSON)
