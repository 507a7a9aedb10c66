import type { UploadFile } from '@onetake/core'

/** An upload that is in memory. */
export const uploadOf = (
  content: Uint8Array,
  { name = 'clip.mp4', mediaType = 'video/mp4', id = 'clip' } = {},
): UploadFile => ({
  id,
  name,
  mediaType,
  bytes: content.byteLength,
  stream: (start = 0) =>
    new ReadableStream({
      start(controller) {
        if (start < content.byteLength) controller.enqueue(content.slice(start))
        controller.close()
      },
    }),
})
