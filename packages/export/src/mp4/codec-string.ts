import { boxesIn, type Mp4Box, type Mp4Bytes } from './mp4-box.ts'

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0')
const two = (value: number): string => String(value).padStart(2, '0')

/**
 * What a browser calls the codec of a sample entry (RFC 6381): `avc1.64001E`, `mp4a.40.2`; of one not known here, its
 * four characters.
 *
 * @param children - Where the boxes of the entry begin.
 */
export function codecString(file: Mp4Bytes, entry: Mp4Box, children: number): string {
  const type = entry.type.trim()
  const config = (name: string): Uint8Array | null => {
    const box =
      children < entry.end
        ? boxesIn(file, children, entry.end).find((child) => child.type === name)
        : undefined
    return box ? file.bytes.subarray(box.content, box.end) : null
  }
  if (/^avc[1-4]$/.test(type)) {
    // ISO/IEC 14496-15, 5.3.3: version, profile, compatibility, level.
    const [, profile = 0, compatibility = 0, level = 0] = config('avcC') ?? []
    return `${type}.${hex(profile)}${hex(compatibility)}${hex(level)}`
  }
  if (type === 'hvc1' || type === 'hev1') {
    // ISO/IEC 14496-15, annex E.3: of the profile's flags, those bytes that are not zero.
    const box = config('hvcC') ?? new Uint8Array(13)
    const [, general = 0] = box
    const flags = [...box.subarray(2, 6)].reduce((sum, byte) => sum * 256 + byte, 0)
    let reversed = 0
    for (let bit = 0; bit < 32; bit++) reversed = reversed * 2 + (Math.floor(flags / 2 ** bit) % 2)
    const constraints = [...box.subarray(6, 12)]
    while (constraints.at(-1) === 0) constraints.pop()
    const parts = [
      `${['', 'A', 'B', 'C'][general >> 6] ?? ''}${general & 31}`,
      reversed.toString(16).toUpperCase(),
      `${(general & 32) === 0 ? 'L' : 'H'}${box[12] ?? 0}`,
      ...constraints.map((byte) => byte.toString(16).toUpperCase()),
    ]
    return `${type}.${parts.join('.')}`
  }
  if (type === 'vp09') {
    // VP Codec ISO Media File Format Binding 1.0: after four bytes of version, profile, level, depth.
    const [, , , , profile = 0, level = 0, depth = 0] = config('vpcC') ?? []
    return `vp09.${two(profile)}.${two(level)}.${two(depth >> 4)}`
  }
  if (type === 'av01') {
    // AV1 Codec ISO Media File Format Binding 1.2: profile and level, then tier and depth.
    const [, one = 0, flags = 0] = config('av1C') ?? []
    const depth = (flags & 64) === 0 ? 8 : (flags & 32) === 0 ? 10 : 12
    return `av01.${one >> 5}.${two(one & 31)}${(flags & 128) === 0 ? 'M' : 'H'}.${two(depth)}`
  }
  if (type === 'mp4a') {
    const aac = aacSettings(config('esds'))
    return aac === null ? type : `mp4a.40.${aac.kind}`
  }
  return type
}

/**
 * What an `esds` says of AAC (ISO/IEC 14496-1, 7.2.6, and 14496-3, 1.6.2.1). The number of channels is here: the sample
 * entry says 2 whatever it is.
 */
export function aacSettings(
  esds: Uint8Array | null,
): { readonly kind: number; readonly channels: number | null } | null {
  if (!esds) return null
  let at = 4
  const descriptor = (): number => {
    const tag = esds[at++] ?? 0
    // The length has seven bits in each byte; the last one has no flag.
    for (let step = 0; step < 4 && ((esds[at] ?? 0) & 128) !== 0; step++) at++
    at++
    return tag
  }
  if (descriptor() !== 3) return null
  const flags = esds[at + 2] ?? 0
  at += 3 + ((flags & 128) === 0 ? 0 : 2) + ((flags & 32) === 0 ? 0 : 2)
  if (descriptor() !== 4) return null
  if (esds[at] !== MPEG4_AUDIO) return null
  at += 13
  if (descriptor() !== 5) return null
  const bits = createBits(esds.subarray(at))
  const short = bits(5)
  const kind = short === 31 ? 32 + bits(6) : short
  if (bits(4) === 15) bits(24)
  const layout = bits(4)
  return { kind, channels: layout === 0 ? null : layout === 7 ? 8 : layout }
}

const MPEG4_AUDIO = 0x40

/** Reads so many bits at a time, the highest first; zeros behind the end. */
function createBits(bytes: Uint8Array): (count: number) => number {
  let at = 0
  return (count) => {
    let value = 0
    for (let bit = 0; bit < count; bit++, at++)
      value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1)
    return value
  }
}
