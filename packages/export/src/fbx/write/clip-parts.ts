import type { FbxNode } from '../file/fbx-node.ts'
import { ticksAt } from '../file/fbx-time.ts'
import { double, floats, int, ints, long, longs, named, node, property, text } from '../file/make-node.ts'
import { eulerCurves } from './euler-curves.ts'
import { connect, connectProperty, type FbxParts, type NextId } from './fbx-parts.ts'
import type { SourceClip, SourceTrack } from './fbx-source.ts'

const CHANNELS = {
  translation: ['T', 'Lcl Translation'],
  rotation: ['R', 'Lcl Rotation'],
  scale: ['S', 'Lcl Scaling'],
} as const

/** A clip as one stack with one layer, and for every channel three curves with a linear key on each frame. */
export function clipParts(
  clip: SourceClip,
  fps: number,
  unitsPerMetre: number,
  modelIds: readonly number[],
  nextId: NextId,
): FbxParts {
  const stack = nextId()
  const layer = nextId()
  const last = ticksAt(Math.max(clip.frameCount - 1, 0), fps)
  const objects: FbxNode[] = [
    node(
      'AnimationStack',
      [long(stack), named(clip.name, 'AnimStack'), text('')],
      [
        node(
          'Properties70',
          [],
          [
            property('LocalStart', 'KTime', 'Time', '', long(0)),
            property('LocalStop', 'KTime', 'Time', '', long(last)),
            property('ReferenceStart', 'KTime', 'Time', '', long(0)),
            property('ReferenceStop', 'KTime', 'Time', '', long(last)),
          ],
        ),
      ],
    ),
    node('AnimationLayer', [long(layer), named('BaseLayer', 'AnimLayer'), text('')]),
  ]
  const connections: FbxNode[] = [connect(layer, stack)]
  const times = longs(BigInt64Array.from({ length: clip.frameCount }, (_, frame) => ticksAt(frame, fps)))
  for (const track of clip.tracks) {
    const [letter, channel] = CHANNELS[track.path]
    const curves = curvesOf(track, unitsPerMetre)
    const curveNode = nextId()
    objects.push(
      node(
        'AnimationCurveNode',
        [long(curveNode), named(letter, 'AnimCurveNode'), text('')],
        [
          node(
            'Properties70',
            [],
            curves.map((curve, axis) =>
              property(`d|${'XYZ'[axis]}`, 'Number', '', 'A', double(curve[0] ?? 0)),
            ),
          ),
        ],
      ),
    )
    connections.push(
      connect(curveNode, layer),
      connectProperty(curveNode, modelIds[track.node] ?? 0, channel),
    )
    for (const [axis, curve] of curves.entries()) {
      const id = nextId()
      objects.push(curveOf(id, times, curve))
      connections.push(connectProperty(id, curveNode, `d|${'XYZ'[axis]}`))
    }
  }
  return { objects, connections }
}

function curvesOf({ path, values }: SourceTrack, unitsPerMetre: number): readonly Float64Array[] {
  if (path === 'rotation') return eulerCurves(values)
  const factor = path === 'translation' ? unitsPerMetre : 1
  return [0, 1, 2].map((axis) =>
    Float64Array.from({ length: values.length / 3 }, (_, frame) => (values[frame * 3 + axis] ?? 0) * factor),
  )
}

/** `eInterpolationLinear` of the SDK's `FbxAnimCurveDef`. */
const LINEAR = 4

const curveOf = (id: number, times: ReturnType<typeof longs>, values: Float64Array): FbxNode =>
  node(
    'AnimationCurve',
    [long(id), named('', 'AnimCurve'), text('')],
    [
      node('Default', [double(values[0] ?? 0)]),
      node('KeyVer', [int(4008)]),
      node('KeyTime', [times]),
      node('KeyValueFloat', [floats(values)]),
      node('KeyAttrFlags', [ints([LINEAR])]),
      node('KeyAttrDataFloat', [floats([0, 0, 0, 0])]),
      node('KeyAttrRefCount', [ints([values.length])]),
    ],
  )
