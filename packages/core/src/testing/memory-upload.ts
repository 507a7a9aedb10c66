import type { UploadFile } from '../upload.ts'

/** An upload that is in memory, for tests. */
export const memoryUpload = (
  id: string,
  {
    name,
    mediaType,
    content,
  }: { readonly name: string; readonly mediaType: string; readonly content: Uint8Array },
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
