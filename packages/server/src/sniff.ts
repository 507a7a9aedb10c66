/** A kind of file: what it is called on the web and on disk. */
export interface MediaKind {
  readonly mediaType: string
  /** Without the dot. */
  readonly extension: string
}

/** How many bytes {@link sniff} wants to see: a glTF in JSON says so in its first lines. */
export const SNIFFED_BYTES = 512

/**
 * Each kind by how its files begin. Formats without a registered media type get an `x-` name. A VRM is a GLB
 * by its bytes.
 *
 * @see WHATWG MIME Sniffing, section 6; ISO/IEC 14496-12, section 4.3 (`ftyp`), QuickTime File Format, "Movie
 * Atoms"; RFC 8794 and RFC 9559 (EBML, Matroska); RFC 3533 (Ogg); RFC 9639 (FLAC); ISO/IEC 11172-3, section
 * 2.4.1.3 (the frame header of MP3); glTF 2.0, section 4.4 (GLB).
 */
const SIGNATURES: readonly (MediaKind & { readonly begins: RegExp })[] = [
  { begins: /^glTF/, mediaType: 'model/gltf-binary', extension: 'glb' },
  { begins: /^Kaydara FBX Binary/, mediaType: 'application/x.autodesk.fbx', extension: 'fbx' },
  { begins: /^; FBX \d/, mediaType: 'application/x.autodesk.fbx', extension: 'fbx' },
  { begins: /^PK\x03\x04/, mediaType: 'application/zip', extension: 'zip' },
  { begins: /^[\s\S]{4}ftypqt {2}/, mediaType: 'video/quicktime', extension: 'mov' },
  { begins: /^[\s\S]{4}ftypM4[AB] /, mediaType: 'audio/mp4', extension: 'm4a' },
  { begins: /^[\s\S]{4}ftyp(hei[cx]|mif1)/, mediaType: 'image/heic', extension: 'heic' },
  { begins: /^[\s\S]{4}ftypavif/, mediaType: 'image/avif', extension: 'avif' },
  { begins: /^[\s\S]{4}ftyp/, mediaType: 'video/mp4', extension: 'mp4' },
  // A QuickTime movie from before there was `ftyp`.
  { begins: /^[\s\S]{4}(moov|mdat|wide)/, mediaType: 'video/quicktime', extension: 'mov' },
  { begins: /^\x1a\x45\xdf\xa3[\s\S]{0,60}webm/, mediaType: 'video/webm', extension: 'webm' },
  { begins: /^\x1a\x45\xdf\xa3[\s\S]{0,60}matroska/, mediaType: 'video/matroska', extension: 'mkv' },
  { begins: /^RIFF[\s\S]{4}AVI /, mediaType: 'video/x-msvideo', extension: 'avi' },
  { begins: /^\x89PNG\r\n/, mediaType: 'image/png', extension: 'png' },
  { begins: /^\xff\xd8\xff/, mediaType: 'image/jpeg', extension: 'jpg' },
  { begins: /^RIFF[\s\S]{4}WEBP/, mediaType: 'image/webp', extension: 'webp' },
  { begins: /^GIF8[79]a/, mediaType: 'image/gif', extension: 'gif' },
  { begins: /^(RIFF|RF64)[\s\S]{4}WAVE/, mediaType: 'audio/wav', extension: 'wav' },
  { begins: /^(ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb])/, mediaType: 'audio/mpeg', extension: 'mp3' },
  { begins: /^OggS/, mediaType: 'audio/ogg', extension: 'ogg' },
  { begins: /^fLaC/, mediaType: 'audio/flac', extension: 'flac' },
  { begins: /^ply\r?\n/, mediaType: 'model/x-ply', extension: 'ply' },
  { begins: /^(\xef\xbb\xbf)?\s*HIERARCHY/i, mediaType: 'text/x-bvh', extension: 'bvh' },
  { begins: /^(\xef\xbb\xbf)?\s*<(!doctype|html)/i, mediaType: 'text/html', extension: 'html' },
  { begins: /^(\xef\xbb\xbf)?\s*<\?xml/i, mediaType: 'application/xml', extension: 'xml' },
  {
    begins: /^(\xef\xbb\xbf)?\s*\{[\s\S]*"asset"\s*:\s*\{/,
    mediaType: 'model/gltf+json',
    extension: 'gltf',
  },
  { begins: /^(\xef\xbb\xbf)?\s*[{[]/, mediaType: 'application/json', extension: 'json' },
]

const UNKNOWN: MediaKind = { mediaType: 'application/octet-stream', extension: 'bin' }

/** What the bytes are, whatever anyone calls them. `head`: the first {@link SNIFFED_BYTES}, or all there are. */
export function sniff(head: Uint8Array): MediaKind {
  const text = String.fromCharCode(...head.subarray(0, SNIFFED_BYTES))
  const { mediaType, extension } = SIGNATURES.find(({ begins }) => begins.test(text)) ?? UNKNOWN
  return { mediaType, extension }
}
