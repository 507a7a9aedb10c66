import { type Answer, type Context, each, JobError } from '@onetake/core'
import type { OpusClient } from './client.ts'
import { askJobResult, type JobResult } from './job-result.ts'
import { filesOf, markOf } from './opus-file.ts'
import type { ExtractionRef } from './opus-ref.ts'
import {
  isOverdue,
  type OpusExtraction,
  type OpusReport,
  type OpusSource,
  overdue,
  toDelivery,
  toReport,
} from './outcome.ts'

type ExtractionAnswer<Format extends 'glb' | 'ply'> = Answer<Format, OpusExtraction, OpusSource>

/** What one uid says of the extraction; null where it does not know it. */
interface Told {
  readonly uid: string
  readonly result: JobResult | null
}

/**
 * How an extraction stands. The vendor's document asks about the uid of the extraction; its sample throws that away
 * and asks about the image until the file shows up there. Both are asked: whichever shows the file first is right,
 * and a failure is one on either, because the image may never show it.
 *
 * @see Opus, "Python Example" README, `poll_glb_status`; `test.py`, `main`
 */
export const extractionStatus = <Format extends 'glb' | 'ply'>(format: Format) =>
  each(async (ref: ExtractionRef, context: Context<OpusClient>): Promise<ExtractionAnswer<Format>> => {
    const own: Told = { uid: ref.uid, result: await askJobResult(ref.uid, context) }
    const early = settled(own, ref, format)
    if (early !== null) return early
    if (ref.uid === ref.imageUid) return waiting([own], ref, format, context.client.now())
    const image: Told = { uid: ref.imageUid, result: await askJobResult(ref.imageUid, context) }
    return settled(image, ref, format) ?? waiting([own, image], ref, format, context.client.now())
  })

/** The end of the extraction, where this uid tells of one. */
function settled<Format extends 'glb' | 'ply'>(
  { uid, result }: Told,
  { imageUid, before }: ExtractionRef,
  format: Format,
): OpusReport<Format, OpusExtraction> | null {
  if (result === null) return null
  if (result.standing === 'failed' || result.standing === 'canceled') return toReport(result)
  const files = filesOf(result.files, format)
  // A job of its own that is done has made what it shows, even in the place of an earlier file.
  const isOwnAndDone = uid !== imageUid && result.standing === 'completed'
  const file = files.find((found) => !before.includes(markOf(found))) ?? (isOwnAndDone ? files[0] : undefined)
  return file === undefined ? null : toDelivery(uid, format, file, { isEarlier: false })
}

/** No uid tells of an end. The image is done all the time, so only the extraction's own can tell that it waits. */
function waiting<Format extends 'glb' | 'ply'>(
  told: readonly [Told, Told?],
  { startedAt }: ExtractionRef,
  format: Format,
  now: number,
): ExtractionAnswer<Format> {
  const [own] = told
  if (told.every((answer) => answer?.result === null)) {
    return new JobError('lost', 'Opus no longer knows this job.')
  }
  if (!isOverdue(own.result, startedAt, now)) {
    return own.result === null ? { status: 'running', progress: null } : toReport(own.result)
  }
  // An extraction that writes over an earlier file cannot be told from one that never ends. It was paid for.
  for (const { uid, result } of told.flatMap((answer) => answer ?? [])) {
    const [earlier] = filesOf(result?.files ?? [], format)
    if (earlier !== undefined) return toDelivery(uid, format, earlier, { isEarlier: true })
  }
  return overdue
}
