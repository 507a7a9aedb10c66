import type { JobRecord } from './job.ts'

export type ResultType = 'bvh' | 'fbx' | 'glb' | 'mp4'

/** One file of a result. `group` and `type` together are its name at clients: `motion_v1.bvh`. */
export interface ResultFile {
  readonly group: string
  readonly type: ResultType
}

/** Media type of each result type. An fbx is a zip archive on the wire. */
export const CONTENT_TYPES: Readonly<Record<ResultType, string>> = {
  bvh: 'text/plain; charset=utf-8',
  fbx: 'application/zip',
  glb: 'model/gltf-binary',
  mp4: 'video/mp4',
}

/**
 * The files of one variant. Group names are assumed: at least four characters, not beginning with `inter`, and not
 * ending in three digits, because clients read meanings out of those.
 */
export function resultFiles(job: JobRecord, variant: number): readonly ResultFile[] {
  if (job.processor === 'render') return [{ group: `render_v${variant}`, type: 'mp4' }]
  const types: readonly ResultType[] = job.skipFbx ? ['bvh', 'glb', 'mp4'] : ['bvh', 'fbx', 'glb', 'mp4']
  return types.map((type) => ({ group: `motion_v${variant}`, type }))
}

/** What the service keeps on the way to a result; clients are to skip it. */
export function intermediateFiles(job: JobRecord, variant: number): readonly ResultFile[] {
  return job.processor === 'render' ? [] : [{ group: `inter_poses_v${variant}`, type: 'bvh' }]
}

export function fileKey(job: JobRecord, variant: number, { group, type }: ResultFile): string {
  return `saymotion/jobs/${job.rid}/${variant}/${group}.${type}`
}
