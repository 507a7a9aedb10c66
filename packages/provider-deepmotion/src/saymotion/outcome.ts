import { type Context, JobError, type JobErrorCode, type Report } from '@onetake/core'
import type { SayMotionClient } from './client.ts'
import { askForLinks, type Asked, type VariantLinks } from './download-links.ts'
import { type ListedJob, listJobs } from './list-jobs.ts'
import type { SayMotionRef } from './saymotion-ref.ts'

export const FORMATS = ['bvh', 'fbx', 'glb', 'mp4'] as const
export type SayMotionFormat = (typeof FORMATS)[number]

/** What `download` asks for: the same file by name, at a link that is fresh then. */
export type SayMotionSource = {
  readonly rid: string
  /** From 1; null for a job without variants. */
  readonly variant: number | null
  readonly group: string
  readonly type: SayMotionFormat
}

/** A variant that was made, or ordered, and is not handed out. */
export type RefusedVariant = {
  /** From 1. */
  readonly variant: number
  readonly code: Extract<JobErrorCode, 'insufficient-credits' | 'not-found'>
  readonly message: string
}

/** What a finished job says beside its files. */
export type SayMotionData = {
  /** Empty as a rule. A job whose every variant is refused fails instead, with the code of the first. */
  readonly refused: readonly RefusedVariant[]
}

type Lent = Pick<Context<SayMotionClient>, 'client' | 'signal'>

export type SayMotionOutcome = Report<SayMotionFormat, SayMotionData, SayMotionSource>

/**
 * How jobs ended that SayMotion calls done: with their files, without a link among them. Where every variant of
 * one is refused there is nothing to have, so the job failed. One question tells of many.
 *
 * @returns By ref; a JobError where it could not be learned now.
 */
export async function outcomesOf(
  refs: readonly SayMotionRef[],
  context: Lent,
): Promise<ReadonlyMap<SayMotionRef, SayMotionOutcome | JobError>> {
  const asked = refs.map(toAsked)
  const answers = (await askForLinks(context.client, asked.flat(), context.signal)).values()
  let listed: Promise<readonly ListedJob[]> | null = null
  const list = () => (listed ??= listJobs(MOTIONS, context).catch(() => []))
  const outcomes = new Map<SayMotionRef, SayMotionOutcome | JobError>()
  for (const [index, ref] of refs.entries()) {
    const ofJob = Array.from(asked[index] ?? [], () => answers.next().value as VariantLinks | JobError)
    outcomes.set(ref, await outcomeOf(ref.rid, ofJob, list).catch(JobError.from))
  }
  return outcomes
}

const MOTIONS = { processor: 'text2motion', statuses: ['SUCCESS'] } as const

/** What there is to be asked of one job. */
const toAsked = ({ rid, variants }: SayMotionRef): readonly Asked[] =>
  variants === null
    ? [{ rid, variant: null }]
    : Array.from({ length: variants }, (_, index) => ({ rid, variant: index + 1 }))

async function outcomeOf(
  rid: string,
  answers: readonly (VariantLinks | JobError)[],
  list: () => Promise<readonly ListedJob[]>,
): Promise<SayMotionOutcome> {
  const variants = answers.map((answer) => {
    if (JobError.is(answer)) throw answer
    return answer
  })
  const artifacts = variants.flatMap((answer) => artifactsOf(rid, answer))
  const refusedNumbers = variants.flatMap(({ variant, links }) => (links === null ? [variant ?? 1] : []))
  const refused = await whyRefused(rid, refusedNumbers, list)
  const [first] = refused
  if (first !== undefined && refused.length === variants.length) {
    return { status: 'failed', error: { code: first.code, message: first.message } }
  }
  if (artifacts.length === 0) {
    throw new JobError('provider-protocol', 'SayMotion says that the job is done, but lists no files.')
  }
  return { status: 'succeeded', output: { artifacts, data: { refused } } }
}

function artifactsOf(rid: string, { variant, links }: VariantLinks) {
  const seen = new Set<string>()
  return (links ?? []).flatMap(({ group, type }) => {
    const key = JSON.stringify([group, type])
    if (!isFormat(type) || seen.has(key)) return []
    // A render is a video; what else it may list is left over from the work.
    if (variant === null && type !== 'mp4') return []
    seen.add(key)
    const source: SayMotionSource = { rid, variant, group, type }
    return [{ format: type, source, ...(variant !== null && { variant }) }]
  })
}

/**
 * SayMotion says one word for two reasons. Its list knows which variants a job has, so one that is listed
 * must be wanting credits; where the list does not answer, credits are the likelier reason, because we
 * only ask for what was ordered.
 */
async function whyRefused(
  rid: string,
  variants: readonly number[],
  list: () => Promise<readonly ListedJob[]>,
): Promise<readonly RefusedVariant[]> {
  if (variants.length === 0) return []
  const made = (await list()).find((job) => job.rid === rid)?.variants ?? null
  return variants.map((variant) =>
    made !== null && !Object.hasOwn(made, String(variant))
      ? { variant, code: 'not-found', message: `SayMotion made no variant ${variant} of this job.` }
      : {
          variant,
          code: 'insufficient-credits',
          message: `SayMotion wants more credits than the account has to hand out variant ${variant}.`,
        },
  )
}

const isFormat = (type: string): type is SayMotionFormat => FORMATS.some((format) => format === type)
