import { ExportError } from '../export-error.ts'
import { motionToGlb } from '../gltf/motion-to-glb.ts'
import { listOf, readContainer, recordOf, writeContainer } from '../gltf/glb-container.ts'
import type { HumanBone } from '../humanoid/human-bone.ts'
import { type HumanoidMap, mapHumanoid } from '../humanoid/map-humanoid.ts'
import { retargetMotion } from '../humanoid/retarget-motion.ts'
import type { Motion } from '../motion/motion.ts'
import { tPoseOf } from './t-pose.ts'

/**
 * A motion of a person as a VRM Animation (`.vrma`), which moves every VRM character.
 *
 * The bones of the map are laid out anew in the T-pose that the format demands, as long as they are, and the motion is
 * carried over; joints that are no bone of a person, eyes and scales are left out, and only the hips travel.
 *
 * @param map - Which joint is which bone; told by `mapHumanoid` unless given.
 * @throws ExportError `unsupported` for a skeleton that lacks a bone which VRM demands, with what is missing.
 * @see vrm-specification, VRMC_vrm_animation-1.0, README "Humanoid animation"
 */
export async function motionToVrma(
  motion: Motion,
  map: HumanoidMap = mapHumanoid(motion),
): Promise<Uint8Array<ArrayBuffer>> {
  if (!map.isHumanoid) {
    const missing = map.gaps.flatMap(({ bone, isRequired }) => (isRequired ? [bone] : []))
    throw new ExportError(
      'unsupported',
      `A VRM animation needs a person, and this skeleton has no ${missing.join(', ')}. Map these bones by hand.`,
    )
  }
  const target = tPoseOf(motion, map)
  const moved = retargetMotion(motion, target, { sourceMap: map, floor: 'keep' }).motion
  const hips = target.bones.indexOf('hips')
  const { json, binary } = readContainer(
    await motionToGlb(
      { ...moved, translations: moved.translations.filter(({ joint }) => joint === hips) },
      { figure: false },
    ),
  )
  const nodes = listOf(json['nodes']).map((node) => recordOf(node)['name'])
  const humanBones = Object.fromEntries(
    target.bones.map((bone) => [nameInVrm(bone), { node: nodes.indexOf(bone) }]),
  )
  return writeContainer({
    json: {
      ...json,
      extensionsUsed: ['VRMC_vrm_animation'],
      extensions: { VRMC_vrm_animation: { specVersion: '1.0', humanoid: { humanBones } } },
    },
    binary,
  })
}

/** VRM 1.0 names the joints of the thumb one further in than Unity and VRM 0 do. */
const nameInVrm = (bone: HumanBone): string =>
  bone.replace('ThumbProximal', 'ThumbMetacarpal').replace('ThumbIntermediate', 'ThumbProximal')
