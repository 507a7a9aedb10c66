import * as z from 'zod'
import type { Attempt, Context } from '@onetake/core'
import { isAskable } from '@onetake/provider-kit'
import type { SayMotionClient } from './client.ts'
import { ALL_STATUSES, type ListedJob, listJobs, type Processor } from './list-jobs.ts'
import { isWireKey, type Param } from './params.ts'
import { ridOf } from './saymotion-ref.ts'

/** The clocks of two machines differ; SayMotion's is not ours. In ms. */
const SKEW_MS = 2 * 60_000

/**
 * Look for the job of a lost reply among the jobs of the account. SayMotion keeps no word of ours, so it
 * is told by what it was started with, and when.
 *
 * @returns Its request id where exactly one job fits. `absent` where none does. `unknowable` where several
 * do, where one has further parameters that may be defaults which SayMotion filled in, or where SayMotion
 * does not say what a job was started with.
 */
export async function findJob(
  processor: Processor,
  params: readonly Param[],
  { submittedAt, claimed }: Omit<Attempt<unknown>, 'input'>,
  context: Pick<Context<SayMotionClient>, 'client' | 'signal'>,
): Promise<string | 'absent' | 'unknowable'> {
  const jobs = await listJobs(processor, ALL_STATUSES, context)
  const known = new Set(claimed.map(ridOf))
  const candidates = jobs
    .filter(({ rid, ctime }) => !known.has(rid) && (ctime ?? Infinity) >= submittedAt - SKEW_MS)
    .map((job) => ({ rid: job.rid, likeness: likenessOf(job, new Map(params.map(toPair))) }))
    .filter(({ likeness }) => likeness !== 'different')
  const [first, ...others] = candidates
  if (first === undefined) return 'absent'
  const isCertain = others.length === 0 && first.likeness === 'same' && isAskable(first.rid)
  return isCertain ? first.rid : 'unknowable'
}

function likenessOf(job: ListedJob, sent: ReadonlyMap<string, string>): 'same' | 'perhaps' | 'different' {
  const listed = readParameters(job.parameters)
  if (listed === null) return 'perhaps'
  for (const [key, value] of sent) if (!isSame(value, listed.get(key))) return 'different'
  // Parameters that we know and did not send: another job's, unless SayMotion writes defaults down.
  return [...listed.keys()].some((key) => isWireKey(key) && !sent.has(key)) ? 'perhaps' : 'same'
}

const shapes = z.union([z.array(z.string()).min(1), z.record(z.string(), z.unknown())])

/** As a list of `key=value` or as an object: neither is documented, so both are read. Null: not told. */
function readParameters(parameters: unknown): ReadonlyMap<string, string> | null {
  const { data } = shapes.safeParse(parameters)
  if (data === undefined) return null
  const pairs = Array.isArray(data)
    ? data.map(toPair)
    : Object.entries(data).flatMap(([key, value]): [string, string][] =>
        value === null ? [] : [[key, typeof value === 'object' ? JSON.stringify(value) : String(value)]],
      )
  return pairs.length === 0 ? null : new Map(pairs)
}

function toPair(param: string): [string, string] {
  const at = param.indexOf('=')
  return at < 0 ? [param, ''] : [param.slice(0, at), param.slice(at + 1)]
}

/** `1` is `1.0`, and a prompt is the same with or without the pair of quotes it was sent in. */
function isSame(sent: string, listed: string | undefined): boolean {
  if (listed === undefined) return false
  const [ours, theirs] = [unquoted(sent), unquoted(listed)]
  return ours === theirs || (ours !== '' && theirs !== '' && Number(ours) === Number(theirs))
}

const unquoted = (text: string): string => /^"(.*)"$/s.exec(text)?.[1] ?? text
