/** Work that nobody waits for: it is remembered until it has ended, and its failure is told. */
export interface Background {
  run(work: Promise<unknown>): void
  /** Resolves when everything that is under way has ended. */
  settled(): Promise<void>
}

export function createBackground(onError: (thrown: unknown) => void): Background {
  const underWay = new Set<Promise<unknown>>()
  return {
    run(work) {
      const told = work.catch(onError).finally(() => underWay.delete(told))
      underWay.add(told)
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
