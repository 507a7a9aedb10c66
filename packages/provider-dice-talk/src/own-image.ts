import type { UploadFile } from '@onetake/core'
import { randomHex } from '@onetake/provider-kit'

/** What the service takes for an image, in bytes. */
export const MAX_IMAGE_BYTES = 10 * 1024 * 1024

/**
 * The image as one that the service has never seen: 32 random digits follow its end, where no decoder looks.
 *
 * The service tells files by their content, and keeps what it made of them. What it has made before it answers with
 * an id that nothing can be downloaded by; and what it makes at the same time of the same image is written to the
 * same place. So each job brings an image of its own; docs/decisions has the whole story.
 *
 * @see docs/protocols/dice-talk.md, "Cached answers"
 */
export function toOwnImage(
  file: Pick<UploadFile, 'bytes' | 'stream'>,
  random: () => number,
): Pick<UploadFile, 'bytes' | 'stream'> {
  const mark = new TextEncoder().encode(randomHex(random))
  const bytes = file.bytes + mark.byteLength
  if (bytes > MAX_IMAGE_BYTES) return file
  return {
    bytes,
    stream: () => file.stream().pipeThrough(new TransformStream({ flush: (end) => end.enqueue(mark) })),
  }
}
