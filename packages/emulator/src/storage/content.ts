import { createHash } from 'node:crypto'
import type { StoredObject } from './state.ts'

/** Largest object, in bytes. */
export const OBJECT_LIMIT = 64 * 1024 * 1024

export function contentFrom(bytes: Uint8Array): NonNullable<StoredObject['content']> {
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}
