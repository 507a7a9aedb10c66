/** The trainer normalises while it draws, so that files hold quaternions of any length. One of zeros turns nothing. */
export function normaliseRotations(rotations: Float32Array, first: number, count: number): void {
  for (let at = first * 4; at < (first + count) * 4; at += 4) {
    const [x = 0, y = 0, z = 0, w = 0] = [
      rotations[at],
      rotations[at + 1],
      rotations[at + 2],
      rotations[at + 3],
    ]
    const length = Math.sqrt(x * x + y * y + z * z + w * w)
    if (length === 0) {
      rotations[at + 3] = 1
      continue
    }
    rotations[at] = x / length
    rotations[at + 1] = y / length
    rotations[at + 2] = z / length
    rotations[at + 3] = w / length
  }
}
