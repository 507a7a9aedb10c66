/** A kind of file: what it is called on the web and on disk. */
export interface MediaKind {
  readonly mediaType: string
  /** Without the dot. */
  readonly extension: string
}

/** How many bytes {@link sniff} wants to see. */
export const SNIFFED_BYTES = 64

/** Each kind by how its files begin. Formats without a registered media type get an `x-` name. */
const SIGNATURES: readonly (MediaKind & { readonly begins: RegExp })[] = [
  { begins: /^glTF/, mediaType: 'model/gltf-binary', extension: 'glb' },
  { begins: /^Kaydara FBX Binary/, mediaType: 'application/x.autodesk.fbx', extension: 'fbx' },
  { begins: /^PK\x03\x04/, mediaType: 'application/zip', extension: 'zip' },
  { begins: /^[\s\S]{4}ftyp/, mediaType: 'video/mp4', extension: 'mp4' },
  { begins: /^\x89PNG\r\n/, mediaType: 'image/png', extension: 'png' },
  { begins: /^\xff\xd8\xff/, mediaType: 'image/jpeg', extension: 'jpg' },
  { begins: /^RIFF[\s\S]{4}WEBP/, mediaType: 'image/webp', extension: 'webp' },
  { begins: /^RIFF[\s\S]{4}WAVE/, mediaType: 'audio/wav', extension: 'wav' },
  { begins: /^ply\r?\n/, mediaType: 'model/x-ply', extension: 'ply' },
  { begins: /^(\xef\xbb\xbf)?\s*HIERARCHY/i, mediaType: 'text/x-bvh', extension: 'bvh' },
  { begins: /^(\xef\xbb\xbf)?\s*<(!doctype|html)/i, mediaType: 'text/html', extension: 'html' },
  { begins: /^(\xef\xbb\xbf)?\s*<\?xml/i, mediaType: 'application/xml', extension: 'xml' },
  { begins: /^(\xef\xbb\xbf)?\s*[{[]/, mediaType: 'application/json', extension: 'json' },
]

const UNKNOWN: MediaKind = { mediaType: 'application/octet-stream', extension: 'bin' }

/** What the bytes are, whatever anyone calls them. `head`: the first {@link SNIFFED_BYTES}, or all there are. */
export function sniff(head: Uint8Array): MediaKind {
  const text = String.fromCharCode(...head.subarray(0, SNIFFED_BYTES))
  const { mediaType, extension } = SIGNATURES.find(({ begins }) => begins.test(text)) ?? UNKNOWN
  return { mediaType, extension }
}
