import { createHash } from 'node:crypto'

/** Opaque ids that repeat: the n-th id of a name depends on the seed and on n, never on time or chance. */
export interface Ids {
  /** The next id of this name, as 64 hexadecimal digits. */
  next(name: string): string
  /** How many ids of each name were given out: all that a later process needs to go on. */
  counters(): Record<string, number>
}

export function createIds(seed: number, counters: Readonly<Record<string, number>> = {}): Ids {
  const given = new Map(Object.entries(counters))
  return {
    next(name) {
      const count = (given.get(name) ?? 0) + 1
      given.set(name, count)
      return digest(seed, name, count)
    },
    counters: () => Object.fromEntries(given),
  }
}

/** SHA-256 over the parts, as 64 hexadecimal digits. */
export function digest(...parts: readonly (string | number | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** A seed made from others: a whole number, 0 to 2^32 - 1. */
export function mixSeed(...parts: readonly (string | number | null)[]): number {
  return Number.parseInt(digest(...parts).slice(0, 8), 16)
}
