import { type Context, invalidInput } from '@onetake/core'
import type { Animate3DRef } from './animate3d-ref.ts'
import type { Animate3DClient } from './client.ts'
import { readDetection } from './detection.ts'
import { askForLinks } from './download-links.ts'

/**
 * Whether all of these persons were found. Taken on trust where the service lists the detection result no longer.
 *
 * @throws JobError `invalid-input` that names the first one that was not, and who was.
 */
export async function assertDetected(
  persons: readonly { readonly trackingId: string }[],
  { rid }: Animate3DRef,
  { client, signal }: Pick<Context<Animate3DClient>, 'client' | 'signal'>,
): Promise<void> {
  const found = await readDetection(client, await askForLinks(client, rid, signal), signal)
  if (found === null) return
  const ids = found.map(({ trackingId }) => trackingId)
  const stranger = persons.findIndex(({ trackingId }) => !ids.includes(trackingId))
  if (stranger < 0) return
  const allowed = ids.length === 0 ? 'Nobody was found in that video.' : `Must be one of: ${ids.join(', ')}.`
  throw invalidInput(`persons.${stranger}.trackingId`, allowed)
}
