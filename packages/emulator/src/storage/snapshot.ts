import { contentFrom } from './content.ts'
import type { Spool } from './spool.ts'
import type { StorageState, StoredObject, UploadSession } from './state.ts'

/** Contents up to this many bytes travel inside a snapshot. */
const INLINE_LIMIT = 1024 * 1024

export function toState(
  objects: ReadonlyMap<string, StoredObject>,
  sessions: ReadonlyMap<string, UploadSession>,
): StorageState {
  return {
    objects: [...objects.values()].map(({ content, ...object }) => ({
      ...object,
      content: content && {
        size: content.sizeBytes,
        sha256: content.sha256,
        base64: toBase64(content.bytes),
      },
    })),
    // A part above the limit is forgotten as a whole: the client is told so and begins again.
    sessions: [...sessions.values()].map(({ id, objectId, total, writer }) => ({
      id,
      objectId,
      total,
      complete: writer === null,
      receivedBase64: toBase64(writer?.bytes() ?? null) ?? '',
    })),
  }
}

export function fromState(
  state: StorageState | null,
  spool: Spool,
): { readonly objects: Map<string, StoredObject>; readonly sessions: Map<string, UploadSession> } {
  const objects = (state?.objects ?? []).map(({ content, ...object }): StoredObject => ({
    ...object,
    content: content?.base64 == null ? null : contentFrom(fromBase64(content.base64), content.sha256),
  }))
  const sessions = (state?.sessions ?? []).map(({ complete, receivedBase64, ...session }): UploadSession => ({
    ...session,
    writer: complete ? null : spool.create(fromBase64(receivedBase64)),
    turn: 0,
  }))
  return {
    objects: new Map(objects.map((object) => [object.id, object])),
    sessions: new Map(sessions.map((session) => [session.id, session])),
  }
}

/** Null for what is too large to travel. */
function toBase64(bytes: Uint8Array | null): string | null {
  if (bytes === null || bytes.byteLength > INLINE_LIMIT) return null
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

function fromBase64(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'))
}
