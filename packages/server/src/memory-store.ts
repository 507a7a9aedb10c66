import { isTerminal, type JobRecord, type JobSnapshot, type JobStore } from '@onetake/core'

/** A job with everything it has been. */
export interface StoredJob {
  readonly record: JobRecord
  /** Oldest first. */
  readonly history: readonly JobSnapshot[]
}

/**
 * Jobs in memory: for tests, scripts and one-shot runs. Gone with the process.
 *
 * @param jobs - By id; what is there already, and where changes go.
 */
export function createMemoryStore(jobs: Map<string, StoredJob> = new Map()): JobStore {
  return {
    async get(id, owner) {
      const record = jobs.get(id)?.record
      return record && (owner === undefined || record.owner === owner) ? record : null
    },

    async list({ owner, active, limit }) {
      return [...jobs.values()]
        .map(({ record }) => record)
        .filter((record) => owner === undefined || record.owner === owner)
        .filter((record) => active === undefined || isTerminal(record.job) !== active)
        .toSorted((a, b) => b.job.createdAt - a.job.createdAt)
        .slice(0, limit)
    },

    async history(id) {
      return jobs.get(id)?.history ?? []
    },

    async put(record, expected) {
      const { job } = record
      const known = jobs.get(job.id)
      const seq = known?.record.job.seq ?? null
      if (seq !== expected) return false
      const history = known?.history ?? []
      jobs.set(job.id, { record, history: seq === job.seq ? history : [...history, job] })
      return true
    },
  }
}
