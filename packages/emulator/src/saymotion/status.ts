import { json } from '../http/reply.ts'
import type { Route } from '../http/router.ts'
import type { JobRecord } from './job.ts'
import type { JobState } from '../schedule/job-state.ts'
import type { SayMotionModes } from './modes.ts'
import { resultFiles } from './result-files.ts'
import { splitRids } from './rid.ts'
import { isVisible, moment, type World } from './world.ts'

/** One entry of a status answer. */
export interface WireStatus {
  readonly rid: string
  readonly status: string
  /** Always an object: some clients read fields of it without asking. */
  readonly details: Readonly<Record<string, unknown>>
  readonly positionInQueue?: number
}

export function statusRoute(world: World): Route {
  return {
    name: 'saymotion.status',
    method: 'GET',
    pattern: '/job/v1/status/:rids',
    handle(exchange) {
      const { states } = moment(world)
      const status = splitRids(exchange.params['rids'] ?? '').flatMap((rid) => {
        const job = world.data.jobs.get(rid)
        const state = states.get(rid)
        return job && isVisible(world, state) ? [wireStatus(job, state, world.modes)] : []
      })
      return json({ count: status.length, status })
    },
  }
}

/** A job's state in the service's own words. @see SayMotion REST API document v1.5.0, "API 2: Poll Job Status" */
export function wireStatus(job: JobRecord, state: JobState, modes: SayMotionModes): WireStatus {
  const { rid } = job
  switch (state.kind) {
    case 'queued':
      if (job.script.starting) return { rid, status: 'STARTING', details: {} }
      return { rid, status: 'PROGRESS', details: { step: 0, total: 100 }, positionInQueue: state.position }
    case 'running':
      return { rid, status: 'PROGRESS', details: { step: state.percent, total: 100 }, positionInQueue: 0 }
    case 'retrying':
      return { rid, status: 'RETRY', details: failureDetails(state.code, 'RetryableError', modes) }
    case 'succeeded':
      return { rid, status: 'SUCCESS', details: successDetails(job, modes) }
    case 'failed':
      return { rid, status: 'FAILURE', details: failureDetails(state.code, 'ProcessingError', modes) }
    // The vocabulary has no word for it; the exception type is what tells the two apart.
    case 'canceled':
      return { rid, status: 'FAILURE', details: failureDetails('revoked', 'TaskRevokedError', modes) }
    case 'forgotten':
      throw new Error(`A forgotten job has no status: ${rid}`)
  }
}

export function failureDetails(
  code: string,
  type: string,
  { failureMessage }: SayMotionModes,
): Readonly<Record<string, unknown>> {
  const sentence = `The job ended with ${code}`
  const message = { codes: [code], code, sentence }[failureMessage]
  return { exc_message: message, exc_type: type }
}

function successDetails(job: JobRecord, modes: SayMotionModes): Readonly<Record<string, unknown>> {
  const input = job.sourceRid === null ? [] : [job.sourceRid]
  const out = Array.from({ length: job.variants }, (_, index) => index + 1).flatMap((variant) =>
    resultFiles(job, variant).map(({ group, type }) => `${group}.${type}`),
  )
  return modes.successDetails === 'document' ? { In: input, out } : { in: input, In: input, out }
}
