import type { Json } from '@onetake/core'

/** Whether an input names an upload anywhere. A text that merely reads the same counts: better kept than lost. */
export function namesUpload(input: Json, uploadId: string): boolean {
  if (input === null || typeof input !== 'object') return input === uploadId
  return Object.values(input).some((value: Json) => namesUpload(value, uploadId))
}
