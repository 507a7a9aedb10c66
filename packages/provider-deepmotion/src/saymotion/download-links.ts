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

/** One variant of one job, or a job without variants (null). */
export interface Asked {
  readonly rid: string
  readonly variant: number | null
}

const envelope = z.object({ links: z.array(z.unknown()) })
const entry = z.object({
  rid: z.string(),
  variantDownloadStatus: z.boolean().nullish().catch(null),
  urls: z.array(z.object({ name: z.string(), files: z.array(z.record(z.string(), z.unknown())) })).nullish(),
})

/** Variants in one question: this keeps the address below 4 kB. */
const BATCH = 50

/**
 * Ask for fresh links of each variant of each job, of many in one question.
 *
 * @returns One answer for each of `asked`, in that order; a JobError where that could not be learned now. That is
 * `provider-protocol` where a finished job has no files: ask again later.
 * @see SayMotion REST API README, "API 3: Get Download URLs". That an id may be repeated: assumed.
 */
export async function askForLinks(
  client: SayMotionClient,
  asked: readonly Asked[],
  signal: AbortSignal,
): Promise<readonly (VariantLinks | JobError)[]> {
  const answers = new Map<Asked, VariantLinks | JobError>()
  // `variant_id` belongs to the id at the same place, and there is no word for none.
  const alike = [
    asked.filter(({ variant }) => variant !== null),
    asked.filter(({ variant }) => variant === null),
  ]
  for (const group of alike) {
    for (let start = 0; start < group.length; start += BATCH) {
      const batch = group.slice(start, start + BATCH)
      const links = await askAtOnce(client, batch, signal).catch((thrown: unknown) => {
        signal.throwIfAborted()
        return batch.map(() => JobError.from(thrown))
      })
      for (const [index, one] of batch.entries()) answers.set(one, links[index] ?? noAnswer())
    }
  }
  return asked.map((one) => answers.get(one) ?? noAnswer())
}

/** Should SayMotion not answer each at its place, each is asked about by itself. */
async function askAtOnce(
  client: SayMotionClient,
  asked: readonly Asked[],
  signal: AbortSignal,
): Promise<readonly (VariantLinks | JobError)[]> {
  const variants = asked.flatMap(({ variant }) => (variant === null ? [] : [variant]))
  const path = pathOf`/job/v1/download/${asked.map(({ rid }) => rid)}`
  const query = variants.length === 0 ? '' : `?variant_id=${variants.join(',')}`
  const answer = await client.read(path + query, signal)
  const { links } = expectShape(envelope, answer, "SayMotion's list of downloads")
  const entries = asked.map(({ rid }, index) => {
    const { data } = entry.safeParse(links[index])
    return data?.rid === rid ? data : null
  })
  if (asked.length > 1 && (links.length !== asked.length || entries.includes(null))) {
    const answers: (VariantLinks | JobError)[] = []
    for (const one of asked) answers.push(...(await askForLinks(client, [one], signal)))
    return answers
  }
  return asked.map(({ variant }, index) => toLinks(variant, entries[index] ?? null))
}

function toLinks(variant: number | null, answer: z.output<typeof entry> | null): VariantLinks | JobError {
  if (answer === null) return noAnswer()
  if (answer.variantDownloadStatus === false) return { variant, links: null }
  if (answer.urls === undefined || answer.urls === null) {
    return new JobError('provider-protocol', 'SayMotion says that the job is done, but lists no files.')
  }
  return { variant, links: answer.urls.flatMap(linksOfGroup) }
}

const noAnswer = () =>
  new JobError('provider-protocol', 'SayMotion did not answer with the downloads of this job.')

/** Groups whose name begins with `inter` are left over from the work; every official client skips them. */
function linksOfGroup({ name, files }: { name: string; files: Record<string, unknown>[] }): Link[] {
  if (name.startsWith('inter')) return []
  return files.flatMap((file) =>
    Object.entries(file).flatMap(([type, url]) =>
      typeof url === 'string' ? [{ group: name, type, url }] : [],
    ),
  )
}
