import type { Slot } from './schedule.ts'
import type { ScheduledJob } from './scheduled-job.ts'

export type JobState =
  | { readonly kind: 'forgotten' }
  | { readonly kind: 'queued'; readonly position: number }
  | { readonly kind: 'running'; readonly percent: number }
  | { readonly kind: 'retrying'; readonly percent: number; readonly code: string }
  | { readonly kind: 'succeeded'; readonly at: number }
  | { readonly kind: 'failed'; readonly at: number; readonly code: string }
  | { readonly kind: 'canceled'; readonly at: number }

/** The state of every job at an instant: nothing but the records, their slots and the time decide it. */
export function jobStates(
  jobs: ReadonlyMap<string, ScheduledJob>,
  slots: ReadonlyMap<string, Slot>,
  now: number,
): ReadonlyMap<string, JobState> {
  let waiting = 0
  const states = new Map<string, JobState>()
  for (const [id, job] of jobs) {
    const slot = slots.get(id)
    if (!slot) continue
    const state = stateOf(job, slot, now, waiting + 1)
    if (state.kind === 'queued') waiting += 1
    const forgetAt = job.createdAt + (job.script.forgetAfterMs ?? Number.POSITIVE_INFINITY)
    states.set(id, now >= forgetAt ? { kind: 'forgotten' } : state)
  }
  return states
}

export function isFinished(state: JobState): boolean {
  return ['succeeded', 'failed', 'canceled'].includes(state.kind)
}

function stateOf(job: ScheduledJob, slot: Slot, now: number, position: number): JobState {
  if (job.canceledAt !== null && now >= job.canceledAt && job.canceledAt <= slot.endsAt)
    return { kind: 'canceled', at: job.canceledAt }
  if (slot.startsAt === null || now < slot.startsAt) return { kind: 'queued', position }
  const { fail, retry, stallAtPercent } = job.script
  if (now >= slot.endsAt)
    return fail
      ? { kind: 'failed', at: slot.endsAt, code: fail.code }
      : { kind: 'succeeded', at: slot.endsAt }
  const done = Math.floor((100 * (now - slot.startsAt)) / job.workMs)
  const percent = Math.min(done, stallAtPercent ?? 99)
  return retry && percent >= retry.fromPercent && percent < retry.untilPercent
    ? { kind: 'retrying', percent, code: retry.code }
    : { kind: 'running', percent }
}
