/** Remembers which upload a file was being sent as, for as long as the tab lives. */
export interface UploadMemory {
  recall(key: string): string | null
  keep(key: string, id: string): void
}

/** A `Storage`, as far as it is needed. */
export type UploadStorage = Pick<Storage, 'getItem' | 'setItem'>

/**
 * A storage that is forbidden, full or not there remembers nothing, and nothing fails by it.
 *
 * @param own - The tab's own unless told: of two tabs, neither goes on with what the other is sending.
 */
export function createUploadMemory(own: UploadStorage | undefined): UploadMemory {
  // Where storage is forbidden, even to ask for it throws.
  const storage = () => own ?? globalThis.sessionStorage
  return {
    recall: (key) => tried(() => storage().getItem(key)) ?? null,
    keep: (key, id) => void tried(() => storage().setItem(key, id)),
  }
}

function tried<Result>(run: () => Result): Result | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}
