import * as z from 'zod'
import { type Context, JobError } from '@onetake/core'
import { expectShape, pathOf } from '@onetake/provider-kit'
import type { OpusClient } from './client.ts'
import { type OpusFile, toFile } from './opus-file.ts'

/** What Opus says of one uid. */
export interface JobResult {
  readonly standing: 'queued' | 'running' | 'completed' | 'failed' | 'canceled'
  /** In the order of Opus, without those that have no link yet. */
  readonly files: readonly OpusFile[]
  /** Why it failed, or stands still; empty where Opus says nothing of it. */
  readonly words: string
}

const text = z.string().nullish().catch(null)

const schema = z
  .object({
    status: text,
    urls: z
      .array(z.object({ url: text, extension: text }).catch({}))
      .nullish()
      .catch(null),
    message: text,
    error: text,
    detail: text,
  })
  .refine(({ status, urls }) => typeof status === 'string' || Array.isArray(urls))

/**
 * How one uid stands, of an image or of an extraction.
 *
 * @returns Null where Opus does not know the uid.
 * @see Opus, "Python Example" `test.py`, `poll_job_status`. That an unknown uid is a 404 is assumed.
 */
export async function askJobResult(
  uid: string,
  { client, signal }: Pick<Context<OpusClient>, 'client' | 'signal'>,
): Promise<JobResult | null> {
  const answer = await client.read(pathOf`/job_result/${uid}`, signal).catch((error: unknown) => {
    if (JobError.is(error) && error.code === 'not-found') return NOT_THERE
    throw error
  })
  if (answer === NOT_THERE) return null
  const { status, urls, message, error, detail } = expectShape(schema, answer, "Opus's job result")
  return {
    standing: toStanding(status ?? ''),
    files: (urls ?? []).flatMap(toFile),
    words: client.words(message ?? error ?? detail ?? ''),
  }
}

const NOT_THERE = Symbol('no such uid')

/**
 * The sample waits on for every word but two, so an unknown word is no fault here. The other words are those of
 * the same vendor's older service, in its old and its new vocabulary.
 *
 * @see Opus, "Python Example" `test.py`; GitBook of opus5, "Get Opus Job Result"
 */
function toStanding(word: string): JobResult['standing'] {
  switch (word.toUpperCase()) {
    case 'COMPLETED':
      return 'completed'
    case 'FAILED':
      return 'failed'
    case 'CANCELLED':
    case 'CANCELED':
      return 'canceled'
    case 'PENDING':
    case 'QUEUED':
      return 'queued'
    default:
      return 'running'
  }
}
