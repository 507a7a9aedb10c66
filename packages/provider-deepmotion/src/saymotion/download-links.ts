import * as z from 'zod'
import { JobError } from '@onetake/core'
import { expectShape, pathOf } from '@onetake/provider-kit'
import type { SayMotionClient } from './client.ts'

/** One file with its link of the moment. Links expire: never kept, never handed on. */
interface Link {
  readonly group: string
  /** As SayMotion names it: `bvh`, `fbx`, `glb`, `mp4`, … */
  readonly type: string
  readonly url: string
}

/** What SayMotion hands out for one variant of a job. */
export interface VariantLinks {
  /** From 1; null for a job without variants. */
  readonly variant: number | null
  /** Null where SayMotion refuses the variant: it is not there, or the credits do not pay for it. */
  readonly links: readonly Link[] | null
}

const schema = z.object({
  links: z.array(
    z.object({
      rid: z.string(),
      variantDownloadStatus: z.boolean().nullish().catch(null),
      urls: z
        .array(z.object({ name: z.string(), files: z.array(z.record(z.string(), z.unknown())) }))
        .nullish(),
    }),
  ),
})

/**
 * Ask for fresh links of each variant. Several variants are asked about at once by repeating the id, as
 * `variant_id` belongs to the id at the same place; should SayMotion answer a repeated id only once, each
 * variant is asked about by itself.
 *
 * @param variants - From 1; null for a job without variants.
 * @returns One entry for each of `variants`, in that order.
 * @throws JobError `provider-protocol` where a finished job has no files: ask again later.
 * @see SayMotion REST API README, "API 3: Get Download URLs". That an id may be repeated: assumed.
 */
export async function askForLinks(
  client: SayMotionClient,
  rid: string,
  variants: readonly number[] | null,
  signal: AbortSignal,
): Promise<readonly VariantLinks[]> {
  const asked = variants ?? [null]
  const path = pathOf`/job/v1/download/${asked.map(() => rid)}`
  const query = variants === null ? '' : `?variant_id=${variants.join(',')}`
  const { links } = expectShape(
    schema,
    await client.read(path + query, signal),
    "SayMotion's list of downloads",
  )
  if (links.length !== asked.length && asked.length > 1) {
    const answers: VariantLinks[] = []
    for (const variant of asked) {
      answers.push(...(await askForLinks(client, rid, variant === null ? null : [variant], signal)))
    }
    return answers
  }
  return asked.map((variant, index) => {
    const link = links[index]
    if (link === undefined || link.rid !== rid) {
      throw new JobError('provider-protocol', 'SayMotion did not answer with the downloads of this job.')
    }
    if (link.variantDownloadStatus === false) return { variant, links: null }
    if (link.urls === undefined || link.urls === null) {
      throw new JobError('provider-protocol', 'SayMotion says that the job is done, but lists no files.')
    }
    return { variant, links: link.urls.flatMap(linksOfGroup) }
  })
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
