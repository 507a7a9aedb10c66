import * as z from 'zod'

/**
 * Every status that lists can be asked for, so that no job is left out.
 *
 * @see Animate 3D REST API README, "API 5: List Jobs". SayMotion: `STARTING` and `RETRY` are named by its SDKs only.
 */
export const ALL_STATUSES = ['STARTING', 'PROGRESS', 'RETRY', 'SUCCESS', 'FAILURE'] as const
export type ListedStatus = (typeof ALL_STATUSES)[number]

/** Our words, and those of DeepMotion. A list does not tell who waits in the queue. */
const STATUSES = {
  running: ['STARTING', 'PROGRESS', 'RETRY'],
  succeeded: ['SUCCESS'],
  failed: ['FAILURE'],
} as const satisfies Record<string, readonly ListedStatus[]>

/** How a listed job stands. */
export type StatusWord = keyof typeof STATUSES
const WORDS = ['running', 'succeeded', 'failed'] as const satisfies readonly StatusWord[]

const LIST = `Must be a list of '${WORDS.join("', '")}'.`

/** Which jobs to list, as a person asks for them. */
export const statusWords = z.array(z.enum(WORDS, LIST), LIST).min(1, LIST).max(WORDS.length, LIST)

/** What a service is to be asked for. */
export const statusesOf = (words: readonly StatusWord[]): readonly ListedStatus[] =>
  [...new Set(words)].flatMap((word): readonly ListedStatus[] => STATUSES[word])

/** Null for a status that is not documented. */
export const wordOf = (listed: string | null | undefined): StatusWord | null =>
  WORDS.find((word) => STATUSES[word].some((status) => status === listed)) ?? null
