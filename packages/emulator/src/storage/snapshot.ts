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
        size: content.bytes.byteLength,
        sha256: content.sha256,
        base64: content.bytes.byteLength <= INLINE_LIMIT ? toBase64(content.bytes) : null,
      },
    })),
    // A part above the limit is forgotten as a whole: the client is told so and begins again.
    sessions: [...sessions.values()].map(({ received, ...session }) => ({
      ...session,
      receivedBase64: received.byteLength <= INLINE_LIMIT ? toBase64(received) : '',
    })),
  }
}

export function fromState(state: StorageState | null): {
  readonly objects: Map<string, StoredObject>
  readonly sessions: Map<string, UploadSession>
} {
  const objects = (state?.objects ?? []).map(({ content, ...object }): StoredObject => ({
    ...object,
    content: content?.base64 == null ? null : { bytes: fromBase64(content.base64), sha256: content.sha256 },
  }))
  const sessions = (state?.sessions ?? []).map(({ receivedBase64, ...session }): UploadSession => ({
    ...session,
    received: fromBase64(receivedBase64),
  }))
  return {
    objects: new Map(objects.map((object) => [object.id, object])),
    sessions: new Map(sessions.map((session) => [session.id, session])),
  }
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

function fromBase64(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'))
}
