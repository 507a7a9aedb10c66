import { JobError, type UploadStore } from '@onetake/core'

/** An engine that takes no files. */
export const noUploads: UploadStore = {
  mostBytes: 0,
  create: async () => refuse(),
  get: async () => null,
  append: async () => refuse(),
  open: async () => refuse(),
  remove: async () => {},
  expire: async () => {},
}

function refuse(): never {
  throw new JobError('unsupported', 'This server takes no files: its engine was created without `uploads`.')
}
