import type { BvhFile, BvhJoint } from '../bvh/bvh-file.ts'
import type { Note } from '../report/note.ts'
import type { TranslationTrack } from './motion.ts'

/**
 * The joints that travel, in the file's unit, from their parent.
 *
 * A root's position channel replaces its OFFSET, axis by axis, as in Blender and MotionBuilder; adding the two would
 * count the height of the hips twice. On other joints makers disagree: some store the place from the parent, some the
 * difference from OFFSET. The numbers tell them apart: they stay near OFFSET, or near zero.
 */
export function positionTracks(bvh: BvhFile, notes: Note[]): readonly TranslationTrack[] {
  const { joints, frameCount, values, channelCount } = bvh
  const travelling = joints.flatMap((joint, index) =>
    joint.channels.some(({ kind }) => kind === 'position') ? [{ joint, index }] : [],
  )
  const areDeltas = meaningOfJointPositions(bvh, notes) === 'delta'
  noteReplacedOffset(bvh, notes)

  return travelling.flatMap(({ joint, index }) => {
    const addsOffset = areDeltas && joint.parent !== null
    const track = new Float32Array(frameCount * 3)
    let moves = joint.parent === null
    for (let at = 0; at < track.length; at++) track[at] = joint.offset[at % 3] ?? 0
    for (const [offset, { kind, axis }] of joint.channels.entries()) {
      if (kind === 'rotation') continue
      const rest = joint.offset[axis] ?? 0
      for (let frame = 0; frame < frameCount; frame++) {
        const value = values[frame * channelCount + joint.firstChannel + offset] ?? 0
        track[frame * 3 + axis] = addsOffset ? rest + value : value
        moves ||= addsOffset ? value !== 0 : value !== rest
      }
    }
    return moves ? [{ joint: index, values: track }] : []
  })
}

function meaningOfJointPositions(bvh: BvhFile, notes: Note[]): 'delta' | 'absolute' {
  let fromZero = 0
  let fromOffset = 0
  let count = 0
  for (const joint of bvh.joints) {
    if (joint.parent === null) continue
    for (const [offset, { kind, axis }] of joint.channels.entries()) {
      if (kind === 'rotation') continue
      count++
      for (let frame = 0; frame < bvh.frameCount; frame++) {
        const value = bvh.values[frame * bvh.channelCount + joint.firstChannel + offset] ?? 0
        fromZero += Math.abs(value)
        fromOffset += Math.abs(value - (joint.offset[axis] ?? 0))
      }
    }
  }
  const meaning = fromZero < fromOffset ? 'delta' : 'absolute'
  if (count > 0 && bvh.frameCount > 0)
    notes.push({
      code: meaning === 'delta' ? 'joint-positions-delta' : 'joint-positions-absolute',
      severity: 'info',
      message:
        meaning === 'delta'
          ? 'Joints below the root have position channels near zero: they are read as differences from OFFSET.'
          : 'Joints below the root have position channels near OFFSET: they are read as taking its place.',
    })
  return meaning
}

function noteReplacedOffset({ joints, values, frameCount, channelCount }: BvhFile, notes: Note[]): void {
  const replaced = (joint: BvhJoint): boolean =>
    joint.parent === null &&
    joint.channels.some(({ kind, axis }, offset) => {
      if (kind === 'rotation' || (joint.offset[axis] ?? 0) === 0) return false
      for (let frame = 0; frame < frameCount; frame++)
        if (values[frame * channelCount + joint.firstChannel + offset] !== 0) return true
      return false
    })
  for (const joint of joints.filter(replaced))
    notes.push({
      code: 'root-channel-replaces-offset',
      severity: 'info',
      message: `The root ${JSON.stringify(joint.name)} has an OFFSET and position channels; the channels take its place.`,
    })
}
