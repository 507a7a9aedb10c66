/**
 * Reads an SPZ of version 3: Gaussian splats, right-handed, Y up. What a shader can take as bytes stays bytes.
 *
 * @see nianticlabs/spz README, "File Format"
 */
window.onetakeReadSpz = (() => {
  const HEADER_BYTES = 16
  const MOST_DEGREE = 3
  const ANTIALIASED = 1
  /** Part of the splats that a view may leave out at each end. */
  const STRAY = 0.02

  async function readSpz(buffer) {
    const packed = new Blob([buffer]).stream().pipeThrough(new DecompressionStream('gzip'))
    const content = new Uint8Array(await new Response(packed).arrayBuffer())
    const view = new DataView(content.buffer)
    if (content.length < HEADER_BYTES || view.getUint32(0, true) !== 0x5053474e)
      throw new Error('The file is no SPZ.')
    const [version, count] = [view.getUint32(4, true), view.getUint32(8, true)]
    const [degree, fractionBits, flags] = [12, 13, 14].map((at) => view.getUint8(at))
    if (version !== 3 || degree > MOST_DEGREE)
      throw new Error(`This page cannot show SPZ ${version} of degree ${degree}. The file itself is fine.`)
    const coefficients = (degree + 1) ** 2 - 1
    let at = HEADER_BYTES
    const plane = (stride) => content.subarray(at, (at += stride * count))
    const [places, alphas, colors, scales, turns] = [9, 1, 3, 3, 4].map(plane)
    const harmonics = plane(coefficients * 3)
    if (at > content.length) throw new Error('The SPZ is cut off.')
    return {
      count,
      degree,
      isAntialiased: (flags & ANTIALIASED) !== 0,
      positions: positionsOf(places, 2 ** -fractionBits),
      rotations: rotationsOf(turns, count),
      // As in the file: logarithms of sizes in sixteenths, colours and harmonics around a middle.
      alphas,
      colors,
      scales,
      harmonics,
    }
  }

  /** The box around nearly all of them: a few are always far away, and would make the rest a dot. */
  readSpz.extentOf = ({ count, positions }) => {
    const step = Math.max(1, Math.floor(count / 20_000))
    const [least, most] = [[], []]
    for (let axis = 0; axis < 3; axis++) {
      const values = []
      for (let index = 0; index < count; index += step) values.push(positions[index * 3 + axis])
      values.sort((a, b) => a - b)
      least.push(values[Math.floor(values.length * STRAY)])
      most.push(values[Math.ceil(values.length * (1 - STRAY)) - 1])
    }
    return { least, most }
  }
  return readSpz

  /** Three bytes each, with a sign. */
  function positionsOf(bytes, unit) {
    const positions = new Float32Array(bytes.length / 3)
    for (let index = 0, from = 0; index < positions.length; index++, from += 3)
      positions[index] = (((bytes[from] | (bytes[from + 1] << 8) | (bytes[from + 2] << 16)) << 8) >> 8) * unit
    return positions
  }

  /** Which of x, y, z and w is largest, in two bits; a sign and nine bits of each of the others. */
  function rotationsOf(bytes, count) {
    const rotations = new Float32Array(count * 4)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (let index = 0; index < count; index++) {
      let word = view.getUint32(index * 4, true)
      const largest = word >>> 30
      let rest = 1
      for (let part = 3; part >= 0; part--) {
        if (part === largest) continue
        const value = (((word & 511) * Math.SQRT1_2) / 511) * (word & 512 ? -1 : 1)
        rotations[index * 4 + part] = value
        rest -= value * value
        word >>>= 10
      }
      rotations[index * 4 + largest] = Math.sqrt(Math.max(rest, 0))
    }
    return rotations
  }
})()
