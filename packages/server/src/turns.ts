/** Lets jobs with the same key run one after another. In memory; filled again from the store at boot. */
export interface Turns {
  /** True: it is this job's turn (or it needs none). False: another job has it. */
  take(key: string | null, jobId: string): boolean
  /** The job is over. Returns the key whose turn came free, if it held one. */
  release(jobId: string): string | null
}

export function createTurns(): Turns {
  const holders = new Map<string, string>()
  return {
    take(key, jobId) {
      if (key === null) return true
      const holder = holders.get(key) ?? jobId
      if (holder === jobId) holders.set(key, jobId)
      return holder === jobId
    },
    release(jobId) {
      for (const [key, holder] of holders) {
        if (holder !== jobId) continue
        holders.delete(key)
        return key
      }
      return null
    },
  }
}
