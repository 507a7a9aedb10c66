import type { Side } from './human-bone.ts'

/** A joint's name without what tools add to it: `mixamorig:LeftUpLeg_012` and `UpLeg.L` are both an `upleg` of the left. */
export interface PlainName {
  readonly side: Side | null
  /** Letters and digits only, in lower case. */
  readonly word: string
}

/**
 * @param prefix - What all names of this skeleton begin with, as {@link sharedPrefix} finds it.
 */
export function plainJointName(name: string, prefix = ''): PlainName {
  const own = name.startsWith(prefix) ? name.slice(prefix.length) : name
  const bare = own
    .replace(/^.*[:|]/, '')
    .replace(/^(mixamorig\d*_?|DEF-|J_(Bip|Adj)_|Bip\d+[ _]?|CC_Base_|m_avg_|[bB]_|ValveBiped\.Bip01_)/, '')
    .replace(/_Armature$/, '')
    .replace(/_?(JNT|jnt|joint|bone)$/, '')
    // Sketchfab numbers every node it exports: _00, _07, _012.
    .replace(/(?<=[a-z\d])_0\d{1,2}$/i, '')
  const words = bare
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .filter((word) => word !== '' && word !== 'C')
  const marks = words.map((word) => SIDE_MARKS.get(word.toLowerCase()) ?? null)
  const at = marks.findIndex((mark) => mark !== null)
  return {
    side: at < 0 ? null : (marks[at] ?? null),
    word: words
      .filter((_, index) => index !== at)
      .join('')
      .toLowerCase(),
  }
}

/** What at least nine of ten names begin with, up to a separator: `Neo_` of `Neo_Hips`, `Neo_Spine`. */
export function sharedPrefix(names: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const name of names) {
    const prefix = /^[A-Za-z\d]+[_:.\- ]/.exec(name)?.[0]
    if (prefix !== undefined && prefix.length > 2) counts.set(prefix, (counts.get(prefix) ?? 0) + 1)
  }
  const [best] = [...counts].toSorted((a, b) => b[1] - a[1])
  return best !== undefined && best[1] >= names.length * 0.9 && names.length > 3 ? best[0] : ''
}

const SIDE_MARKS: ReadonlyMap<string, Side> = new Map([
  ['left', 'left'],
  ['l', 'left'],
  ['right', 'right'],
  ['r', 'right'],
])
