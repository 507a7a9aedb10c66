import { JobError } from '@onetake/core'
import { guardLink } from '@onetake/provider-kit'
import type { Content } from './read-part.ts'
import { createPatience, type Patience, type PatienceOptions } from './patience.ts'
import { createStorageLine, isTrouble, type StorageLine, type StorageLineOptions } from './storage-line.ts'

/** What the storage keeps, it keeps in steps of this size. Less is no progress, or there would be no end. */
const STEP_BYTES = 256 * 1024

export interface UploadFileOptions extends StorageLineOptions, PatienceOptions {
  /** How much goes in one request, a multiple of 256 KiB; all there is unless told. */
  readonly chunkBytes?: number
}

/**
 * Write a file to a signed address of DeepMotion's storage, in one request. Where the line breaks, the storage is
 * asked how much has arrived, and gets the rest; where it has forgotten the upload, it gets the whole once more.
 * The service is told the signed address afterwards, as it was given.
 *
 * @param address - As `/upload?resumable=1` or `getModelUploadUrl?resumable=1` hand it out.
 * @throws JobError `provider-unavailable` or `rate-limited` where the storage does not take it now: begin again with
 * a new address. `provider-protocol` for an address that is not the service's, and for a storage that claims bytes it
 * was never sent.
 * @see Animate 3D REST API README, "Upload": POST with `x-goog-resumable: start`, then PUT to the `Location`. Chunks,
 * 308 and the question how much arrived: Google Cloud Storage, "Resumable uploads"; DeepMotion does not speak of them.
 */
export async function uploadFile(address: string, file: Content, options: UploadFileOptions): Promise<void> {
  const { service, chunkBytes = Infinity } = options
  const signed = guardLink(address, service)
  const transfer: Transfer = {
    file,
    chunkBytes,
    line: createStorageLine(options),
    patience: createPatience(options),
  }
  if (await sendAll(await openSession(signed, transfer, options), transfer)) return
  // The session is gone, and what it had with it: once that may happen.
  if (await sendAll(await openSession(signed, transfer, options), transfer)) return
  throw new JobError(
    'provider-unavailable',
    `The storage behind ${service.name} keeps forgetting the upload.`,
  )
}

interface Transfer {
  readonly file: Content
  readonly chunkBytes: number
  readonly line: StorageLine
  readonly patience: Patience
}

/** May be repeated: a session that nobody writes to ends by itself. */
async function openSession(
  signed: URL,
  { line, patience }: Transfer,
  { service }: UploadFileOptions,
): Promise<URL> {
  for (;;) {
    const reply = await line.open(signed)
    if (isTrouble(reply)) {
      await patience.afterTrouble(reply)
      continue
    }
    if (reply.status !== 200 && reply.status !== 201) throw line.refusal(reply)
    patience.begin()
    const location = reply.headers.get('location') ?? ''
    return guardLink(URL.canParse(location, signed) ? new URL(location, signed).href : '', service)
  }
}

/** @returns Whether the whole file is there; false where the storage no longer knows the session. */
async function sendAll(session: URL, { file, chunkBytes, line, patience }: Transfer): Promise<boolean> {
  let arrived = 0
  let furthest = 0
  /** A storage that claims more than this would leave a hole in the file. */
  let sent = 0
  let isSure = true
  for (;;) {
    const end = Math.min(arrived + chunkBytes, file.bytes)
    const onTaken = (upTo: number) => {
      sent = Math.max(sent, upTo)
    }
    const reply = await (isSure
      ? line.write(session, file, { start: arrived, end, onTaken })
      : line.ask(session, file))
    if (isTrouble(reply)) {
      await patience.afterTrouble(reply)
      isSure = false
      continue
    }
    const { status } = reply
    if (status === 200 || status === 201) return true
    if (status === 404 || status === 410) return false
    if (status !== 308) throw line.refusal(reply)
    const kept = keptBytes(reply.headers)
    if (!(kept <= sent)) throw line.wrongCount()
    const isFurther = kept - furthest >= Math.min(chunkBytes, STEP_BYTES)
    if (isFurther) {
      furthest = kept
      patience.begin()
    } else if (isSure || kept === file.bytes) await patience.afterTrouble(reply)
    arrived = kept
    // The storage has all, and does not say that it is done: there is nothing to do but ask.
    isSure = arrived < file.bytes
  }
}

/** How much the storage has, from the first byte on; `NaN` where that is not readable. */
function keptBytes(headers: Headers): number {
  const range = headers.get('range')
  if (range === null) return 0
  return Number(/^bytes=0-(\d{1,15})$/.exec(range.trim())?.[1] ?? Number.NaN) + 1
}
