import * as z from 'zod'
import { JobError } from '@onetake/core'
import { expectShape, pathOf } from '@onetake/provider-kit'
import type { Animate3DClient } from './client.ts'

/** One file with its link of the moment. Links expire: never kept, never handed on. */
export interface Link {
  readonly group: string
  /** As Animate 3D names it: `bvh`, `fbx`, `glb`, `mp4`, … */
  readonly type: string
  readonly url: string
}

/** What Animate 3D hands out for one job. */
export interface JobFiles {
  readonly links: readonly Link[]
  /** 1 for the motions of several persons, 0 for one; null where the service does not say. */
  readonly mode: number | null
  /** Who plays whom; null where the service does not say. */
  readonly models: readonly { readonly trackingId: string; readonly modelId: string }[] | null
}

const schema = z.object({
  links: z.array(
    z.object({
      rid: z.string(),
      mode: z.number().nullish().catch(null),
      models: z
        .array(z.object({ trackingId: z.string(), modelId: z.string() }))
        .nullish()
        .catch(null),
      urls: z
        .array(z.object({ name: z.string(), files: z.array(z.record(z.string(), z.unknown())) }))
        .nullish(),
    }),
  ),
})

/**
 * Ask for fresh links of a finished job.
 *
 * @throws JobError `provider-protocol` where there are none: ask again later.
 * @see Animate 3D REST API README, "API 4: Get Download URLs"; `mode`, `models`: the same, "Multi-person"
 */
export async function askForLinks(
  client: Animate3DClient,
  rid: string,
  signal: AbortSignal,
): Promise<JobFiles> {
  const answer = await client.read(pathOf`/download/${rid}`, signal)
  const { links } = expectShape(schema, answer, "Animate 3D's list of downloads")
  const link = links.find((candidate) => candidate.rid === rid)
  if (link === undefined) {
    throw new JobError('provider-protocol', 'Animate 3D did not answer with the downloads of this job.')
  }
  // What is not finished has no `urls` at all.
  if (link.urls === undefined || link.urls === null) {
    throw new JobError('provider-protocol', 'Animate 3D says that the job is done, but lists no files.')
  }
  return {
    links: link.urls.flatMap(linksOfGroup),
    mode: link.mode ?? null,
    models: link.models ?? null,
  }
}

/** Groups whose name begins with `inter` are left over from the work; every official client skips them. */
function linksOfGroup({ name, files }: { name: string; files: Record<string, unknown>[] }): Link[] {
  if (name.startsWith('inter')) return []
  return files.flatMap((file) =>
    Object.entries(file).flatMap(([type, url]) =>
      typeof url === 'string' ? [{ group: name, type, url }] : [],
    ),
  )
}
