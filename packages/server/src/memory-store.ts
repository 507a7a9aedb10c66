import { isTerminal, type JobRecord, type JobSnapshot, type JobStore } from '@onetake/core'

/** Jobs in memory: for tests, scripts and one-shot runs. Gone with the process. */
export function createMemoryStore(): JobStore {
  const records = new Map<string, JobRecord>()
  const histories = new Map<string, JobSnapshot[]>()

  return {
    async get(id, owner) {
      const record = records.get(id)
      return record && (owner === undefined || record.owner === owner) ? record : null
    },

    async list({ owner, active, limit = 100 }) {
      return [...records.values()]
        .filter((record) => owner === undefined || record.owner === owner)
        .filter((record) => active === undefined || isTerminal(record.job) !== active)
        .toSorted((a, b) => b.job.createdAt - a.job.createdAt)
        .slice(0, limit)
    },

    async history(id) {
      return [...(histories.get(id) ?? [])]
    },

    async put(record, expected) {
      const { job } = record
      const known = records.get(job.id)?.job ?? null
      if ((known?.seq ?? null) !== expected) return false
      records.set(job.id, record)
      if (known?.seq !== job.seq) histories.set(job.id, [...(histories.get(job.id) ?? []), job])
      return true
    },
  }
}
