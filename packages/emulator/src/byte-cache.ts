/** Keeps what was made last, up to so many bytes; the rest is made again when asked for. */
export interface ByteCache {
  get(key: string, make: () => Uint8Array): Uint8Array
}

export function createByteCache(limitBytes: number): ByteCache {
  const kept = new Map<string, Uint8Array>()
  let size = 0
  const drop = (key: string) => {
    size -= kept.get(key)?.byteLength ?? 0
    kept.delete(key)
  }
  return {
    get(key, make) {
      const bytes = kept.get(key) ?? make()
      // A map lists what was set first: setting it anew makes it the newest.
      drop(key)
      kept.set(key, bytes)
      size += bytes.byteLength
      for (const oldest of kept.keys()) {
        if (size <= limitBytes || oldest === key) break
        drop(oldest)
      }
      return bytes
    },
  }
}
