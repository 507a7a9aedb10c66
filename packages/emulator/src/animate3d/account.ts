import { json } from '../http/reply.ts'
import type { Route } from '../http/router.ts'
import type { Animation, Footage } from './job.ts'
import { clipSeconds } from './clip.ts'
import { moment, type Moment, type World } from './world.ts'

export function creditsRoute(world: World): Route {
  return {
    name: 'animate3d.credits',
    method: 'GET',
    pattern: '/account/creditBalance',
    handle: () => json({ credits: balance(world, moment(world)) }),
  }
}

/** Credits left. Failed jobs are not charged. Assumed: refund rules are not documented. */
export function balance({ data, modes }: World, { states }: Moment): number {
  let left = modes.credits
  for (const job of data.jobs.values()) if (states.get(job.key)?.kind !== 'failed') left -= job.price
  return left
}

/**
 * Credits of a job: one for each second of footage begun and each person, half as much again for the face and for the
 * hands; a detection is free. Assumed: the real price list is not public, only that face and hands cost extra.
 */
export function priceOf(footage: Footage, animation: Animation | null): number {
  if (animation === null || footage.kind === 'missing' || footage.kind === 'broken') return 0
  const seconds = footage.kind === 'image' ? 1 : Math.max(1, Math.ceil(clipSeconds(footage, animation)))
  const extras = 1 + (animation.trackFace ? 0.5 : 0) + (animation.trackHand ? 0.5 : 0)
  return seconds * (animation.people?.length ?? 1) * extras
}
