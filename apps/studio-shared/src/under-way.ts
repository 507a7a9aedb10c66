import { isTerminal, type JobPhase } from '@onetake/core'
import type { Connection } from '@onetake/core/client'

/** Whether a job is being started or at work, so that another start has to wait. */
export const underWay = (job: JobPhase | null, connection: Connection): boolean =>
  job === null ? connection !== 'idle' : !isTerminal(job)
