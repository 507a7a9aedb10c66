import * as z from 'zod'
import { JobError } from '@onetake/core'
import { expectShape } from '@onetake/provider-kit'
import type { Animate3DClient } from './client.ts'
import type { JobFiles } from './download-links.ts'
import { DETECTION_RESULT } from './sort-files.ts'
import { readText } from './read-text.ts'

/** One person that was found in a video. */
export type DetectedPerson = {
  /** What `multiPerson` takes as `trackingId`, such as `001`; also in the label of the thumbnail. */
  readonly trackingId: string
  /** In how many frames they are seen. */
  readonly frames: number
}

/** A quarter of an hour of sixteen persons, generously. In bytes. */
const MAX_BYTES = 64 * 1024 * 1024

const schema = z.object({
  detectionResults: z.array(z.array(z.object({ id: z.int().min(0) }))),
})

/**
 * Who was found, in the order of their ids; null where the list has no detection result (any more).
 *
 * @throws JobError Where the result cannot be had now, or is not as it should be.
 * @see Animate 3D REST API README, "Multi-person": the `.cdsave` is JSON, an array of frames, each an array of
 * persons; an id on the wire is padded to three digits
 */
export async function readDetection(
  client: Animate3DClient,
  { links }: JobFiles,
  signal: AbortSignal,
): Promise<readonly DetectedPerson[] | null> {
  const link = links.find(({ group, type }) => group === DETECTION_RESULT && type === 'cdsave')
  if (link === undefined) return null
  const reply = await client.fetchFile(link.url, signal)
  if (reply.expired) {
    throw new JobError('provider-unavailable', 'Animate 3D hands out links that have expired already.')
  }
  const what = "Animate 3D's detection result"
  const frames = new Map<number, number>()
  const { detectionResults } = expectShape(
    schema,
    toJson(await readText(reply.response, MAX_BYTES, what), what),
    what,
  )
  for (const frame of detectionResults) {
    for (const id of new Set(frame.map((person) => person.id))) frames.set(id, (frames.get(id) ?? 0) + 1)
  }
  return [...frames]
    .toSorted(([a], [b]) => a - b)
    .map(([id, count]) => ({ trackingId: String(id).padStart(3, '0'), frames: count }))
}

function toJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new JobError('provider-protocol', `${what} is not JSON.`)
  }
}
