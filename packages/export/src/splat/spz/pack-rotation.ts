/**
 * A unit quaternion as three bytes: x, y and z from -1 to 1, of the one of its two signs that has w above 0.
 *
 * Near w = 0 the three bytes tell w badly, and rotations would be off by ten degrees. But an ellipsoid looks the same
 * after half a turn about one of its own axes, and one of those four rotations has w of a half at least: it is the one
 * that is stored, and is right within two degrees.
 *
 * @see nianticlabs/spz src/cc/load-spz.cc, `packQuaternionFirstThree`
 */
export function packFirstThree(rotations: Float32Array, from: number, bytes: Uint8Array, to: number): void {
  const x = rotations[from] ?? 0
  const y = rotations[from + 1] ?? 0
  const z = rotations[from + 2] ?? 0
  const w = rotations[from + 3] ?? 1
  const [ax, ay, az, aw] = [Math.abs(x), Math.abs(y), Math.abs(z), Math.abs(w)]
  if (aw >= ax && aw >= ay && aw >= az) packXyz(x, y, z, w, bytes, to)
  else if (ax >= ay && ax >= az) packXyz(w, z, -y, -x, bytes, to)
  else if (ay >= az) packXyz(-z, w, x, -y, bytes, to)
  else packXyz(y, -x, w, -z, bytes, to)
}

function packXyz(x: number, y: number, z: number, w: number, bytes: Uint8Array, to: number): void {
  const scale = w < 0 ? -127.5 : 127.5
  // Half a step more than the middle, since storing cuts off. With w of a half, none reaches the last byte's end.
  bytes[to] = x * scale + 128
  bytes[to + 1] = y * scale + 128
  bytes[to + 2] = z * scale + 128
}

export function unpackFirstThree(bytes: Uint8Array, from: number, rotations: Float32Array, to: number): void {
  let rest = 1
  for (let part = 0; part < 3; part++) {
    const value = (bytes[from + part] ?? 0) / 127.5 - 1
    rotations[to + part] = value
    rest -= value * value
  }
  rotations[to + 3] = Math.sqrt(Math.max(rest, 0))
}

/** What a part other than the largest cannot exceed, and what its 9 bits can count. */
const MOST_SMALL_PART = Math.SQRT1_2
const MAGNITUDE = 511

/**
 * A unit quaternion as 32 bits, little-endian: the place of its largest part (2 bits: x, y, z, w), then the others in
 * that order, each as a sign and 9 bits. The largest part is made positive and follows from the length of 1.
 *
 * @see nianticlabs/spz src/cc/load-spz.cc, `packQuaternionSmallestThree`
 */
export function packSmallestThree(
  rotations: Float32Array,
  from: number,
  bytes: Uint8Array,
  to: number,
): void {
  let largest = 0
  let most = 0
  for (let part = 0; part < 4; part++) {
    const size = Math.abs(rotations[from + part] ?? 0)
    if (size > most) {
      most = size
      largest = part
    }
  }
  const isNegated = (rotations[from + largest] ?? 0) < 0
  let word = largest
  for (let part = 0; part < 4; part++) {
    if (part === largest) continue
    const value = rotations[from + part] ?? 0
    const magnitude = Math.min(MAGNITUDE, Math.floor((MAGNITUDE * Math.abs(value)) / MOST_SMALL_PART + 0.5))
    const sign = value < 0 !== isNegated ? 512 : 0
    word = (word << 10) | sign | magnitude
  }
  bytes[to] = word
  bytes[to + 1] = word >>> 8
  bytes[to + 2] = word >>> 16
  bytes[to + 3] = word >>> 24
}

export function unpackSmallestThree(
  bytes: Uint8Array,
  from: number,
  rotations: Float32Array,
  to: number,
): void {
  const word =
    (bytes[from] ?? 0) |
    ((bytes[from + 1] ?? 0) << 8) |
    ((bytes[from + 2] ?? 0) << 16) |
    ((bytes[from + 3] ?? 0) << 24)
  const largest = word >>> 30
  let rest = 1
  let shift = 0
  for (let part = 3; part >= 0; part--) {
    if (part === largest) continue
    const bits = word >>> shift
    const value = (((bits & MAGNITUDE) * MOST_SMALL_PART) / MAGNITUDE) * (bits & 512 ? -1 : 1)
    rotations[to + part] = value
    rest -= value * value
    shift += 10
  }
  rotations[to + largest] = Math.sqrt(Math.max(rest, 0))
}
