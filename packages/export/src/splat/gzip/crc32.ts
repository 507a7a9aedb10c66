/** The check sum of gzip over bytes that follow others, whose sum is `before`. @see RFC 1952, 8 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before
  let at = 0
  // Four bytes at a time, each by a table of what it does that many bytes later.
  for (const end = bytes.length - 3; at < end; at += 4) {
    crc ^=
      (bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24)
    crc =
      (TABLES[768 + (crc & 255)] ?? 0) ^
      (TABLES[512 + ((crc >>> 8) & 255)] ?? 0) ^
      (TABLES[256 + ((crc >>> 16) & 255)] ?? 0) ^
      (TABLES[crc >>> 24] ?? 0)
  }
  for (; at < bytes.length; at++) crc = (TABLES[(crc ^ (bytes[at] ?? 0)) & 255] ?? 0) ^ (crc >>> 8)
  return ~crc >>> 0
}

/** Four tables of 256: what a byte does to the sum, and the same one, two and three bytes later. */
const TABLES = new Int32Array(1024)
for (let byte = 0; byte < 256; byte++) {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  TABLES[byte] = value
}
for (let index = 256; index < 1024; index++) {
  const value = TABLES[index - 256] ?? 0
  TABLES[index] = (TABLES[value & 255] ?? 0) ^ (value >>> 8)
}
