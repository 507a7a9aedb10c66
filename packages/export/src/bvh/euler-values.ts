/** Which axis turns first, second and third, each about the axes the one before has turned: R = R1 * R2 * R3. */
export type EulerOrder = 'XYZ' | 'XZY' | 'YXZ' | 'YZX' | 'ZXY' | 'ZYX'

export interface EulerSource {
  readonly joint: number
  /** How many there are in a frame. */
  readonly joints: number
  readonly frameCount: number
  readonly order: EulerOrder
}

/**
 * The rotations of one joint as angles in degrees, `frameCount` x 3, in the order of the channels.
 *
 * One rotation has two triples of angles, and each angle any number of whole turns: a frame takes what is nearest to
 * the frame before. Where the first and the third axis lie on one line the third keeps its angle.
 */
export function eulerValues(
  rotations: Float32Array,
  { joint, joints, frameCount, order }: EulerSource,
): Float64Array {
  const [i, j, k] = AXES[order]
  // Axes in an odd order are a left-handed frame, in which every angle has the other sign.
  const sign = (j - i + 3) % 3 === 1 ? 1 : -1
  const angles = new Float64Array(frameCount * 3)
  let last: Triple = [0, 0, 0]
  for (let frame = 0; frame < frameCount; frame++) {
    const at = (frame * joints + joint) * 4
    const m = matrixOf(rotations.subarray(at, at + 4))
    const entry = (row: number, column: number): number => m[row * 3 + column] ?? 0
    const cosine = Math.hypot(entry(i, i), entry(i, j))
    const second = Math.atan2(entry(i, k), cosine)
    let triple: Triple
    if (cosine > LOCKED) {
      const first = Math.atan2(-entry(j, k), entry(k, k))
      const third = Math.atan2(-entry(i, j), entry(i, i))
      const one = nearest([first, second, third], sign, last)
      const other = nearest([first + Math.PI, Math.PI - second, third + Math.PI], sign, last)
      triple = distance(other, last) < distance(one, last) ? other : one
    } else {
      const third = (last[2] * sign) / DEGREES
      const both = Math.atan2(entry(j, i), entry(j, j))
      triple = nearest([second > 0 ? both - third : third - both, second, third], sign, last)
    }
    angles.set(triple, frame * 3)
    last = triple
  }
  return angles
}

type Triple = readonly [number, number, number]

const AXES: Readonly<Record<EulerOrder, Triple>> = {
  XYZ: [0, 1, 2],
  XZY: [0, 2, 1],
  YXZ: [1, 0, 2],
  YZX: [1, 2, 0],
  ZXY: [2, 0, 1],
  ZYX: [2, 1, 0],
}

const DEGREES = 180 / Math.PI
/** Of the cosine of the second angle; below this the others are noise of 64-bit floats. */
const LOCKED = 1e-9

/** Row by row, of a quaternion that need not be exactly of length 1. */
function matrixOf([qx = 0, qy = 0, qz = 0, qw = 1]: Float32Array): readonly number[] {
  const length = Math.hypot(qx, qy, qz, qw) || 1
  const [x, y, z, w] = [qx / length, qy / length, qz / length, qw / length]
  return [
    1 - 2 * (y * y + z * z),
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    1 - 2 * (x * x + z * z),
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    1 - 2 * (x * x + y * y),
  ]
}

function nearest([a, b, c]: Triple, sign: number, last: Triple): Triple {
  const near = (radians: number, before: number): number => {
    const degrees = radians * sign * DEGREES
    return degrees - 360 * Math.round((degrees - before) / 360)
  }
  return [near(a, last[0]), near(b, last[1]), near(c, last[2])]
}

const distance = (a: Triple, b: Triple): number =>
  Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2])
