import type { Animation, JobRecord, ResultType } from './job.ts'
import type { Animate3dModes } from './modes.ts'
import { detectedBy } from './models.ts'

/** One file of a result. `group` and `type` together are its name at clients: `dance.bvh`. */
export interface ResultFile {
  readonly group: string
  readonly type: ResultType | 'cdsave'
  /** Whose it is: one person's, all of several people, or, null, that of the one person there is. */
  readonly who: string | 'all' | null
}

/** Media type of each result type. An fbx is a zip archive on the wire. */
export const CONTENT_TYPES: Readonly<Record<ResultFile['type'], string>> = {
  bvh: 'text/plain; charset=utf-8',
  fbx: 'application/zip',
  glb: 'model/gltf-binary',
  mp4: 'video/mp4',
  png: 'image/png',
  jpg: 'image/jpeg',
  dmpe: 'application/octet-stream',
  cdsave: 'application/json',
}

/** What is made of one person and, for several people, packed into one archive for all. */
const PER_PERSON: readonly ResultType[] = ['bvh', 'fbx', 'glb', 'dmpe']

/** What there is when nobody asked for formats. Assumed. */
const USUAL = { video: ['bvh', 'fbx', 'glb', 'mp4'], image: ['bvh', 'fbx', 'glb', 'png'] } as const

/** Names that mean something to clients. */
const RESERVED = ['landmarks', 'all_characters', 'characters_detection_result']

/** @see Animate 3D REST API document v2.0.0, "Get Download URLs" and "Multi-Person Tracking" */
export function resultFiles(
  job: JobRecord,
  modes: Pick<Animate3dModes, 'groupNames'>,
): readonly ResultFile[] {
  const { animation } = job
  if (animation === null) return detectionFiles(job)
  const formats = formatsOf(job, animation)
  const name = groupName(job, modes)
  const { people } = animation
  if (!people)
    return formats.map((type) => ({ group: type === 'dmpe' ? 'landmarks' : name, type, who: null }))
  const each = formats.filter((type) => PER_PERSON.includes(type))
  return [
    // A film or a picture shows everybody.
    ...formats
      .filter((type) => !PER_PERSON.includes(type))
      .map((type): ResultFile => ({ group: name, type, who: 'all' })),
    ...people.flatMap(({ trackingId }) =>
      each.map((type): ResultFile => ({ group: `${name}_${trackingId}`, type, who: trackingId })),
    ),
    ...each.map((type): ResultFile => ({ group: 'all_characters', type, who: 'all' })),
  ]
}

/** What the service keeps on the way to a result; clients are to skip it. */
export function intermediateFiles({ animation }: JobRecord): readonly ResultFile[] {
  return animation === null ? [] : [{ group: 'inter_poses', type: 'bvh', who: null }]
}

export function fileKey(job: JobRecord, { group, type }: ResultFile): string {
  return `animate3d/jobs/${job.key}/${group}.${type}`
}

function detectionFiles(job: JobRecord): readonly ResultFile[] {
  return [
    { group: 'characters_detection_result', type: 'cdsave', who: null },
    ...detectedBy(job).map((id): ResultFile => ({
      group: `thumbnail_character_${id}`,
      type: 'png',
      who: id,
    })),
  ]
}

/** Pictures are for still footage and films for moving footage; a picture takes the place of a film that was asked for. */
function formatsOf({ footage }: JobRecord, { formats }: Animation): readonly ResultType[] {
  if (footage.kind !== 'image')
    return (formats ?? USUAL.video).filter((type) => type !== 'png' && type !== 'jpg')
  const wanted = (formats ?? USUAL.image).filter((type) => type !== 'mp4')
  const lacksPicture = formats?.includes('mp4') && !wanted.some((type) => type === 'png' || type === 'jpg')
  return lacksPicture ? [...wanted, 'png'] : wanted
}

/** The stem of the upload, without what could leave a folder. Assumed: the document only shows such names. */
function groupName({ footage }: JobRecord, { groupNames }: Pick<Animate3dModes, 'groupNames'>): string {
  // oxlint-disable-next-line no-control-regex -- a file name must not hold them
  const stem = footage.fileName.replace(/\.[^.]*$/, '').replaceAll(/[\\/:*?"<>|\u0000-\u001f]/g, '_')
  if (groupNames === 'stem') return stem
  const isTricky = stem.length < 4 || stem.startsWith('inter') || RESERVED.includes(stem)
  const begun = isTricky ? `anim_${stem}` : stem
  return /_\d{3}$/.test(begun) ? `${begun}_take` : begun
}
