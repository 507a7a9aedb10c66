import type { Animate3DRef } from './animate3d-ref.ts'
import type { JobFiles } from './download-links.ts'
import { isOfDetection } from './sort-files.ts'

/**
 * How long after the submit the result of before may still be shown as if it were the new one. The demo script waits
 * for 10 s before it asks; three times that costs nobody anything. In ms.
 */
const STALE_MS = 30_000
/** How long after the submit nothing but the detection may be shown before the job counts as lost. In ms. */
const PATIENCE_MS = 15 * 60_000

/**
 * Whether a SUCCESS is that of this job, for a request id that had one before: the motions of several persons are made
 * under the id of their detection, whose SUCCESS `/status` goes on showing for a moment.
 *
 * - `own`: motions are listed where there were none before, in mode 1, of the persons that were asked for. Or the
 *   moment has passed, and motions are listed that are not said to be of other persons. Or a quarter of an hour has:
 *   then the service means us, and writes persons down in a way of its own.
 * - `stale`: it is that of before. The job is running.
 * - `lost`: only the detection is listed, a quarter of an hour later. Nothing was made of the job.
 *
 * Nothing is remembered between two questions, so a status seen in between proves nothing here.
 *
 * @param now - ms since the Unix epoch.
 * @see Animate 3D REST API README, "Multi-person" (the id is the same; `mode` and `models` of a download); the 10 s:
 * DeepMotion's demo script. That a re-run may keep its id too: assumed, as the document does not say.
 */
export function verdictOn(
  { reuse, persons }: Animate3DRef,
  files: JobFiles,
  now: number,
): 'own' | 'stale' | 'lost' {
  if (reuse === null) return 'own'
  const hasMotions = files.links.some((link) => !isOfDetection(link))
  const isOurCast = persons === null || files.models === null || isSameCast(persons, files.models)
  if (hasMotions && isOurCast && files.mode === 1 && !reuse.hadPersons) return 'own'
  const age = now - reuse.at
  if (age < STALE_MS) return 'stale'
  if (hasMotions && (isOurCast || age >= PATIENCE_MS)) return 'own'
  return age < PATIENCE_MS ? 'stale' : 'lost'
}

function isSameCast(
  persons: NonNullable<Animate3DRef['persons']>,
  models: NonNullable<JobFiles['models']>,
): boolean {
  const cast = new Map(models.map(({ trackingId, modelId }) => [trackingId, modelId]))
  return persons.every(({ trackingId, character }) => cast.get(trackingId) === character)
}
