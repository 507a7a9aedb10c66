import type { ArtifactSource } from '@onetake/core'
import type { Animate3DRef } from './animate3d-ref.ts'
import type { JobFiles, Link } from './download-links.ts'

/** `json` is the detection result; `dmpe` are landmarks in a format of DeepMotion's own. */
export const FORMATS = ['bvh', 'fbx', 'glb', 'mp4', 'png', 'jpg', 'dmpe', 'json'] as const
export type Animate3DFormat = (typeof FORMATS)[number]

/** What `download` asks for: the same file by name, at a link that is fresh then. */
export type Animate3DSource = {
  readonly rid: string
  readonly group: string
  /** As Animate 3D names it. */
  readonly type: string
}

type Artifact = ArtifactSource<Animate3DFormat, Animate3DSource>

/** Each type is an archive of the files of all persons. */
export const ALL_PERSONS = 'all_characters'
export const DETECTION_RESULT = 'characters_detection_result'
const THUMBNAIL = /^thumbnail_character_(\d{3,})$/
const PERSON = /_(\d{3,})$/

/** Whether a file belongs to a detection, not to the motions that were made from it. */
export const isOfDetection = ({ group }: Pick<Link, 'group'>): boolean =>
  group === DETECTION_RESULT || THUMBNAIL.test(group)

/**
 * The files of a job as artifacts, each once, and without a link among them. A detection and the motions that were
 * made from it share a request id, and maybe a list: each job takes what is its own.
 *
 * @see Animate 3D REST API README, "API 4: Get Download URLs", the names of groups
 */
export function sortFiles({ rid, kind }: Animate3DRef, { links, mode }: JobFiles): Artifact[] {
  const isDetection = kind === 'detection'
  // A clip of one person may well be called `take_001`.
  const hasPersons = kind === 'multi' || mode === 1
  const own = links.filter((link) => isOfDetection(link) === isDetection)
  const main = own.find(({ group }) => labelOf(group, hasPersons) === null)?.group
  const artifacts = new Map<string, Artifact>()
  for (const { group, type } of own) {
    const format = type === 'cdsave' ? 'json' : type
    const label = labelOf(group, hasPersons) ?? (group === main ? null : plainLabel(group))
    const key = JSON.stringify([group, type])
    if (!isFormat(format) || artifacts.has(key)) continue
    artifacts.set(key, { format, source: { rid, group, type }, ...(label !== null && { label }) })
  }
  return [...artifacts.values()]
}

/** What tells the files of a group apart; null for the main result. */
function labelOf(group: string, hasPersons: boolean): string | null {
  if (group === DETECTION_RESULT) return 'detection'
  if (group === ALL_PERSONS) return 'all-characters'
  if (group === 'landmarks') return 'landmarks'
  const person = THUMBNAIL.exec(group)?.[1] ?? (hasPersons ? PERSON.exec(group)?.[1] : undefined)
  return person === undefined ? null : `person-${person}`
}

/** What the service calls a file may be anything, and a label is shown to everybody. */
const plainLabel = (group: string): string => (/^[A-Za-z0-9_-]{1,40}$/.test(group) ? group : 'other')

const isFormat = (type: string): type is Animate3DFormat => FORMATS.some((format) => format === type)
