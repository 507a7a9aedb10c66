import { isMp4 } from './mp4/mp4-box.ts'
import { looksLikeDotSplat } from './splat/dot-splat/read-dot-splat.ts'

/** What a file is, by its bytes; a name is only what somebody called it. SPZ of versions 1 to 3 are `gzip`. */
export type FileFormat =
  | 'bvh'
  | 'glb'
  | 'fbx'
  | 'gltf'
  | 'ply'
  | 'spz'
  | 'splat'
  | 'mp4'
  | 'gzip'
  | 'zip'
  | 'unknown'

export function sniffFormat(bytes: Uint8Array): FileFormat {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 64))
  if (start.startsWith('glTF')) return 'glb'
  if (start.startsWith('Kaydara FBX Binary') || start.startsWith('; FBX')) return 'fbx'
  if (start.startsWith('ply\n') || start.startsWith('ply\r')) return 'ply'
  if (start.startsWith('NGSP')) return 'spz'
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip'
  if (start.startsWith('PK\u0003\u0004')) return 'zip'
  if (isMp4(bytes)) return 'mp4'
  // Past a byte order mark, blank lines and any case, as the parser reads it.
  if (/^(\u00EF\u00BB\u00BF)?\s*hierarchy/i.test(start)) return 'bvh'
  if (/^\s*\{/.test(start)) return 'gltf'
  // It has no mark of its own, so it is what could be nothing else.
  return looksLikeDotSplat(bytes) ? 'splat' : 'unknown'
}
