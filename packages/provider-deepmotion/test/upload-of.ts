import type { UploadFile } from '@onetake/core'
import { uploadOf as anyUpload } from '@onetake/provider-kit/testing'

/** An upload that is in memory; a video unless told. */
export const uploadOf = (
  content: Uint8Array<ArrayBuffer>,
  changes: Partial<Pick<UploadFile, 'id' | 'name' | 'mediaType'>> = {},
): UploadFile => anyUpload(content, { id: 'clip', name: 'clip.mp4', mediaType: 'video/mp4', ...changes })
