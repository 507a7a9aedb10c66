import { ExportError } from '../export-error.ts'
import { METRES_PER_UNIT, type LengthUnit } from '../motion/guess-unit.ts'
import type { Motion } from '../motion/motion.ts'
import { scaleMotion } from '../motion/transform-motion.ts'
import type { BvhFile, BvhJoint } from './bvh-file.ts'
import { type EulerOrder, eulerValues } from './euler-values.ts'

export interface BvhWriteOptions {
  /** Centimetres when left out, as most makers write. BVH has no place to say it: tell whoever reads the file. */
  readonly unit?: LengthUnit
  /** The order of the rotation channels, applied left to right; `ZXY` when left out. */
  readonly order?: EulerOrder
}

/**
 * A BVH file as text: one joint below another, LF line ends, six decimals, and the same bytes for the same input.
 *
 * A `BvhFile` keeps its unit, its channels and their order; reading it again gives the same file within half a
 * millionth. A `Motion` gets positions on its roots and on every joint that travels; they take the place of OFFSET.
 * Angles run on past 180 degrees rather than jump.
 *
 * @param options - For a `Motion`; a `BvhFile` is written as it is.
 * @throws ExportError `invalid-option` for a number that is infinite or none.
 */
export function writeBvh(source: BvhFile | Motion, options: BvhWriteOptions = {}): Uint8Array<ArrayBuffer> {
  const bvh = 'channelCount' in source ? source : bvhOf(source, options)
  const order = depthFirst(bvh.joints)
  const columns = order.flatMap((index) => {
    const joint = bvh.joints[index]
    return joint ? joint.channels.map((_, channel) => joint.firstChannel + channel) : []
  })
  const lines = ['HIERARCHY', ...hierarchyLines(bvh.joints, order), 'MOTION', `Frames: ${bvh.frameCount}`]
  lines.push(`Frame Time: ${frameTimeText(bvh.frameTime)}`)
  for (let frame = 0; frame < bvh.frameCount; frame++) {
    const start = frame * bvh.channelCount
    lines.push(columns.map((column) => numberText(bvh.values[start + column] ?? 0)).join(' '))
  }
  return new TextEncoder().encode(`${lines.join('\n')}\n`)
}

function bvhOf(motion: Motion, { unit = 'cm', order = 'ZXY' }: BvhWriteOptions): BvhFile {
  const { joints, frameCount, fps, rotations, translations } = scaleMotion(motion, 1 / METRES_PER_UNIT[unit])
  const tracks = new Map(translations.map(({ joint, values }) => [joint, values]))
  const turns = ORDER_CHANNELS(order)
  let channelCount = 0
  const written = joints.map(({ name, parent, offset, end }, index): BvhJoint => {
    const channels = parent === null || tracks.has(index) ? [...POSITIONS, ...turns] : turns
    const firstChannel = channelCount
    channelCount += channels.length
    return { name, parent, offset, channels, firstChannel, end }
  })
  const values = new Float64Array(frameCount * channelCount)
  for (const [index, { offset, channels, firstChannel }] of written.entries()) {
    const angles = eulerValues(rotations, { joint: index, joints: joints.length, frameCount, order })
    const track = tracks.get(index)
    const firstTurn = firstChannel + channels.length - 3
    for (let frame = 0; frame < frameCount; frame++) {
      const start = frame * channelCount
      for (let axis = 0; axis < 3; axis++) {
        values[start + firstTurn + axis] = angles[frame * 3 + axis] ?? 0
        if (channels.length === 6)
          values[start + firstChannel + axis] = track?.[frame * 3 + axis] ?? offset[axis] ?? 0
      }
    }
  }
  return { joints: written, channelCount, frameCount, frameTime: 1 / fps, values, notes: [] }
}

const POSITIONS: BvhJoint['channels'] = [
  { kind: 'position', axis: 0 },
  { kind: 'position', axis: 1 },
  { kind: 'position', axis: 2 },
]

const ORDER_CHANNELS = (order: EulerOrder): BvhJoint['channels'] =>
  [...order].map((letter) => ({ kind: 'rotation', axis: letter === 'X' ? 0 : letter === 'Y' ? 1 : 2 }))

/** Joints of a motion come parents first, which need not be the order in which braces close. */
function depthFirst(joints: readonly BvhJoint[]): readonly number[] {
  const children = joints.map((): number[] => [])
  const open: number[] = []
  for (const [index, { parent }] of joints.entries()) (parent === null ? open : children[parent])?.push(index)
  open.reverse()
  const order: number[] = []
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    order.push(next)
    open.push(...(children[next] ?? []).toReversed())
  }
  return order
}

function hierarchyLines(joints: readonly BvhJoint[], order: readonly number[]): readonly string[] {
  const lines: string[] = []
  const open: number[] = []
  const close = (): void => {
    open.pop()
    lines.push(`${indent(open.length)}}`)
  }
  for (const index of order) {
    const joint = joints[index]
    if (!joint) continue
    while (open.length > 0 && open.at(-1) !== joint.parent) close()
    const outer = indent(open.length)
    open.push(index)
    const inner = indent(open.length)
    lines.push(`${outer}${joint.parent === null ? 'ROOT' : 'JOINT'} ${nameText(joint.name)}`, `${outer}{`)
    lines.push(`${inner}OFFSET ${vectorText(joint.offset)}`)
    const words = joint.channels.map(({ kind, axis }) => ` ${'XYZ'[axis]}${kind}`)
    lines.push(`${inner}CHANNELS ${words.length}${words.join('')}`)
    if (joint.end)
      lines.push(
        `${inner}End Site`,
        `${inner}{`,
        `${inner}${STEP}OFFSET ${vectorText(joint.end)}`,
        `${inner}}`,
      )
  }
  while (open.length > 0) close()
  return lines
}

const STEP = '  '
/** A chain of thousands of joints would be megabytes of blanks. */
const DEEPEST_INDENT = 16
const indent = (depth: number): string => STEP.repeat(Math.min(depth, DEEPEST_INDENT))

/** A name ends with its line or at the brace. */
const nameText = (name: string): string => name.replaceAll(/[\0\r\n{]/g, '_').trim() || 'joint'

const vectorText = (vector: readonly number[]): string => vector.map(numberText).join(' ')

/** Rounded to a millionth; never with an exponent, which few readers know, and never `-0`. */
function numberText(value: number): string {
  if (!Number.isFinite(value))
    throw new ExportError(
      'invalid-option',
      `The motion has ${value} where a number should be; mend it first.`,
    )
  return String(Math.round(value * 1e6) / 1e6 + 0)
}

/** Of a file that does not say, the 30 frames a second that `toMotion` assumes. */
const frameTimeText = (seconds: number): string =>
  String(Number((seconds > 0 ? seconds : 1 / 30).toPrecision(10)))
