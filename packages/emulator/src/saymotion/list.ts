import { json } from '../http/reply.ts'
import type { Exchange, Route } from '../http/router.ts'
import { charged } from './account.ts'
import type { JobRecord } from './job.ts'
import type { JobState } from '../schedule/job-state.ts'
import type { Slot } from '../schedule/schedule.ts'
import { statusOf } from './status.ts'
import { isVisible, moment, type World } from './world.ts'

/** All jobs, or those of some statuses and of a processor. The middle path is undocumented, but clients use it. */
export function listRoutes(world: World): readonly Route[] {
  const patterns = ['/job/v1/list', '/job/v1/list/:statuses', '/job/v1/list/:statuses/:processor']
  return patterns.map((pattern) => ({
    name: 'saymotion.list',
    method: 'GET',
    pattern,
    handle(exchange) {
      const list = entries(world, exchange)
      return json({ count: list.length, list })
    },
  }))
}

function entries(world: World, { params }: Exchange): readonly Readonly<Record<string, unknown>>[] {
  const statuses = params['statuses']?.split(',')
  const { now, slots, states } = moment(world)
  return [...world.data.jobs.values()].flatMap((job) => {
    const state = states.get(job.rid)
    if (!isVisible(world, state)) return []
    const { status } = statusOf(world, job, state)
    const wanted =
      (statuses?.includes(status) ?? true) && (params['processor'] ?? job.processor) === job.processor
    return wanted ? [entry(job, state, status, slots.get(job.rid), now)] : []
  })
}

function entry(
  job: JobRecord,
  state: JobState,
  status: string,
  slot: Slot | undefined,
  now: number,
): Readonly<Record<string, unknown>> {
  const startsAt = slot?.startsAt ?? Number.POSITIVE_INFINITY
  const endsAt = slot?.endsAt ?? Number.POSITIVE_INFINITY
  const changedAt = [endsAt, startsAt, job.createdAt].find((at) => at <= now) ?? job.createdAt
  const variants = Array.from({ length: job.variants }, (_, index) => index + 1)
  return {
    rid: job.rid,
    processor: job.processor,
    status,
    parameters: job.parameters,
    // The document only says "timing details"; the names are assumed. Milliseconds.
    processingInfo: {
      queueTime: Math.round(Math.min(startsAt, endsAt, now) - job.createdAt),
      processingTime: Math.round(Math.max(0, Math.min(endsAt, now) - startsAt)),
    },
    ...(job.processor === 'text2motion' && {
      variants: Object.fromEntries(
        variants.map((variant) => [
          String(variant),
          // Assumed: the flag says that downloading the variant costs nothing more.
          { download: state.kind === 'succeeded' && (variant === 1 || job.paidVariants.includes(variant)) },
        ]),
      ),
    }),
    chargedAmount: charged(job, state),
    ctime: Math.floor(job.createdAt),
    mtime: Math.floor(changedAt),
  }
}
