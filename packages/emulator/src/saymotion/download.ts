import { json } from '../http/reply.ts'
import type { Route } from '../http/router.ts'
import { balance, VARIANT_PRICE } from './account.ts'
import type { JobRecord } from './job.ts'
import { fileKey, intermediateFiles, type ResultFile, resultFiles } from './result-files.ts'
import { isVisible, moment, type World } from './world.ts'

/**
 * Links to the files of finished jobs; `variant_id` is matched to the ids by position, so an id may be
 * repeated.
 *
 * @see SayMotion REST API document v1.5.0, "API 3: Get Download URLs"
 */
export function downloadRoute(world: World): Route {
  return {
    name: 'saymotion.download',
    method: 'GET',
    pattern: '/job/v1/download/:rids',
    handle({ params, query }) {
      const wanted = query.get('variant_id')?.split(',') ?? []
      // Not `splitRids`: a repeated id asks for another variant, and any id that went would move the rest.
      const links = (params['rids'] ?? '').split(',').flatMap((rid, index) => {
        const variant = wanted[index]
        return link(world, rid, variant === undefined || variant === '' ? null : Number(variant))
      })
      return json({ count: links.length, links })
    },
  }
}

function link(world: World, rid: string, variant: number | null): readonly object[] {
  const job = world.data.jobs.get(rid)
  const state = moment(world).states.get(rid)
  if (!job || !isVisible(world, state)) return []
  if (state.kind !== 'succeeded') return [world.modes.unfinishedLink === 'bare' ? { rid } : { rid, urls: [] }]

  const wanted = variantsOf(world, job, variant)
  const given = wanted.filter((each) => pay(world, rid, each))
  return [
    {
      rid,
      parameters: job.parameters,
      // Assumed: the shape of the elements is not documented; here they are the ids of the renders.
      ...(job.processor === 'text2motion' && { renderJobList: rendersOf(world, rid) }),
      // False both for a variant that there is none of and for one that the credits do not reach.
      variantDownloadStatus: given.length === wanted.length && wanted.length > 0,
      urls: given.flatMap((each) => groups(world, job, each)),
    },
  ]
}

function variantsOf({ modes }: World, job: JobRecord, variant: number | null): readonly number[] {
  const all = Array.from({ length: job.variants }, (_, index) => index + 1)
  if (variant !== null) return all.filter((each) => each === variant)
  return modes.withoutVariantId === 'all' ? all : [1]
}

/** The first variant came with the job; the others are charged once. @returns Whether it may be downloaded. */
function pay(world: World, rid: string, variant: number): boolean {
  const job = world.data.jobs.get(rid)
  if (!job) return false
  if (variant === 1 || job.paidVariants.includes(variant)) return true
  if (balance(world, moment(world).states) < VARIANT_PRICE) return false
  world.data.jobs.set(rid, { ...job, paidVariants: [...job.paidVariants, variant] })
  return true
}

function rendersOf(world: World, rid: string): readonly string[] {
  return [...world.data.jobs.values()]
    .filter((job) => job.processor === 'render' && job.sourceRid === rid)
    .map((job) => job.rid)
}

function groups(world: World, job: JobRecord, variant: number): readonly object[] {
  const group = (files: readonly ResultFile[]) => {
    const name = files[0]?.group
    // One key per object: a client that looks at the first key only would lose the others.
    const links = files.map((file) => ({
      [file.type]: world.storage.link(fileKey(job, variant, file), world.modes.linkMinutes),
    }))
    return name === undefined ? [] : [{ name, files: links }]
  }
  const intermediates = world.modes.intermediates ? group(intermediateFiles(job, variant)) : []
  return [...group(resultFiles(job, variant)), ...intermediates]
}
