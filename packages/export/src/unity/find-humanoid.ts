import type { HumanBone } from '../humanoid/human-bone.ts'
import { mapHumanoid, type Skeleton } from '../humanoid/map-humanoid.ts'
import type { Note } from '../report/note.ts'
import type { UnityHumanoid } from './unity-humanoid.ts'

/**
 * Which joint is which bone for Unity, by the names and the shape of a skeleton; null where it is no whole person.
 *
 * `byNamesAlone`: for a skeleton whose joints are not known to lie where they say.
 */
export function findHumanoid(
  skeleton: Skeleton,
  { byNamesAlone = false }: { readonly byNamesAlone?: boolean } = {},
): { humanoid: UnityHumanoid | null; note: Note } {
  const { isHumanoid, findings, gaps } = mapHumanoid(skeleton)
  const isGuessed = byNamesAlone && findings.some(({ source }) => source === 'place')
  if (!isHumanoid || isGuessed) {
    const missing = gaps.filter(({ isRequired }) => isRequired).map(({ bone }) => unityBone(bone))
    const message =
      `Not a whole person: no joint was found for ${missing.join(', ')}. Unity imports it as a generic rig; ` +
      'hand in a humanoid map to change that.'
    return { humanoid: null, note: { code: 'humanoid-not-found', severity: 'warning', message } }
  }
  const humanoid = Object.fromEntries(findings.map(({ bone, joint }) => [unityBone(bone), joint]))
  const message = `${findings.length} joints are mapped to bones of Unity's humanoid, so no bone has to be set by hand.`
  return { humanoid, note: { code: 'humanoid-mapped', severity: 'info', message, after: findings.length } }
}

/**
 * `leftUpperLeg` is `LeftUpperLeg`; fingers have spaces: `Left Thumb Proximal`.
 *
 * @see HumanTrait.BoneName, docs.unity3d.com/ScriptReference/HumanTrait-BoneName.html
 */
function unityBone(bone: HumanBone): string {
  const name = `${bone.charAt(0).toUpperCase()}${bone.slice(1)}`
  return name.replace(/^(Left|Right)(Thumb|Index|Middle|Ring|Little)/, '$1 $2 ')
}
