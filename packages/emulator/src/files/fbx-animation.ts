import type { Motion } from '../motion/motion.ts'
import { array, double, int, long, node, text, type FbxNode } from './fbx-node.ts'
import {
  centimetres,
  connect,
  connectProperty,
  modelId,
  named,
  property,
  ticksAt,
  type FbxObjects,
} from './fbx-objects.ts'

const stackId = 3_000_000
const layerId = 3_000_001

/** The take: where the hips are and how every joint is turned, one linear key per frame. */
export function animationObjects(motion: Motion): FbxObjects {
  const { joints, frameCount, fps, name } = motion
  const times = BigInt64Array.from({ length: frameCount }, (_, frame) => ticksAt(frame, fps))
  const span = ['Start', 'Stop'].flatMap((end) =>
    ['Local', 'Reference'].map((scope) =>
      property(
        `${scope}${end}`,
        'KTime',
        'Time',
        '',
        long(end === 'Start' ? 0 : ticksAt(frameCount - 1, fps)),
      ),
    ),
  )
  const objects: FbxNode[] = [
    node(
      'AnimationStack',
      [long(stackId), named(name, 'AnimStack'), text('')],
      [node('Properties70', [], span)],
    ),
    node('AnimationLayer', [long(layerId), named('BaseLayer', 'AnimLayer'), text('')]),
  ]
  const connections: FbxNode[] = [connect(layerId, stackId)]
  let id = layerId
  const animate = (
    joint: number,
    channel: 'T' | 'R',
    target: string,
    tracks: readonly Float32Array[],
  ): void => {
    const nodeId = ++id
    objects.push(
      node(
        'AnimationCurveNode',
        [long(nodeId), named(channel, 'AnimCurveNode'), text('')],
        [
          node(
            'Properties70',
            [],
            tracks.map((track, axis) =>
              property(`d|${'XYZ'[axis]}`, 'Number', '', 'A', double(track[0] ?? 0)),
            ),
          ),
        ],
      ),
    )
    connections.push(connect(nodeId, layerId), connectProperty(nodeId, modelId(joint), target))
    for (const [axis, track] of tracks.entries()) {
      objects.push(curve(++id, times, track))
      connections.push(connectProperty(id, nodeId, `d|${'XYZ'[axis]}`))
    }
  }
  animate(
    0,
    'T',
    'Lcl Translation',
    [0, 1, 2].map((axis) =>
      Float32Array.from(
        { length: frameCount },
        (_, frame) => (motion.hips[frame * 3 + axis] ?? 0) * centimetres,
      ),
    ),
  )
  for (const joint of joints.keys()) animate(joint, 'R', 'Lcl Rotation', eulerTracks(motion, joint))
  return { objects, connections }
}

function curve(id: number, times: BigInt64Array, values: Float32Array): FbxNode {
  return node(
    'AnimationCurve',
    [long(id), named('', 'AnimCurve'), text('')],
    [
      node('Default', [double(values[0] ?? 0)]),
      node('KeyVer', [int(4008)]),
      node('KeyTime', [array(times)]),
      node('KeyValueFloat', [array(values)]),
      node('KeyAttrFlags', [array(Int32Array.of(4))]), // linear
      node('KeyAttrDataFloat', [array(new Float32Array(4))]),
      node('KeyAttrRefCount', [array(Int32Array.of(times.length))]),
    ],
  )
}

/**
 * Degrees about x, then y, then z, FBX's usual order. Each frame takes whichever of the equal triples is nearest to the
 * one before, so that a player between two frames does not swing the long way round.
 */
function eulerTracks({ rotations, joints, frameCount }: Motion, joint: number): readonly Float32Array[] {
  const tracks = [0, 1, 2].map(() => new Float32Array(frameCount))
  let last: readonly number[] = [0, 0, 0]
  for (let frame = 0; frame < frameCount; frame++) {
    const [x = 0, y = 0, z = 0, w = 1] = rotations.subarray((frame * joints.length + joint) * 4)
    const [a, b, c] = toXyz(x, y, z, w)
    const choices = [
      [a, b, c],
      [a + 180, 180 - b, c + 180],
    ].map((angles) => angles.map((angle, axis) => near(angle, last[axis] ?? 0)))
    const far = (angles: readonly number[]): number =>
      angles.reduce((sum, angle, axis) => sum + Math.abs(angle - (last[axis] ?? 0)), 0)
    last = choices.toSorted((p, q) => far(p) - far(q))[0] ?? last
    for (const [axis, track] of tracks.entries()) track[frame] = last[axis] ?? 0
  }
  return tracks
}

const near = (angle: number, other: number): number => angle - 360 * Math.round((angle - other) / 360)

/** Degrees such that the rotation is Rz * Ry * Rx. */
function toXyz(x: number, y: number, z: number, w: number): readonly [number, number, number] {
  const degrees = 180 / Math.PI
  return [
    Math.atan2(2 * (w * x + y * z), 1 - 2 * (x * x + y * y)) * degrees,
    Math.asin(Math.min(1, Math.max(-1, 2 * (w * y - x * z)))) * degrees,
    Math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z)) * degrees,
  ]
}
