import type { JobPhase } from '../phase.ts'

/**
 * How far a job is, as a fraction from 0 to 1: of the work while it runs, of the bytes while its
 * files are collected. Null when nobody can tell.
 */
export function jobProgress(job: JobPhase): number | null {
  switch (job.status) {
    case 'running':
      return job.progress
    case 'collecting':
      return job.totalBytes ? Math.min(job.receivedBytes / job.totalBytes, 1) : null
    case 'succeeded':
      return 1
    default:
      return null
  }
}
