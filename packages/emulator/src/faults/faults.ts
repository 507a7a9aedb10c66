import type { Route } from '../http/router.ts'
import { type Fault, type FaultRule, faultNeeds, parseFaultRule } from './fault.ts'

/** A rule that still waits, and how often its route was called meanwhile. */
export interface WaitingFault {
  readonly id: number
  readonly rule: FaultRule
  readonly calls: number
}

/** The script of what goes wrong. */
export interface Faults {
  /**
   * Put a fault on a route. One for a certain call is gone after it; one for every call stays until removed.
   *
   * @returns The number to remove it by.
   * @throws TypeError for a field that is wrong, a route that does not exist, or a kind that has no effect there.
   * @example
   * emulator.faults.add({ route: 'saymotion.process', kind: 'drop-reply' })
   * emulator.faults.add({ route: 'saymotion.status', call: 'every', kind: 'delay', seconds: 2 })
   */
  add(rule: FaultRule): number
  /** @returns Whether it was still there. */
  remove(id: number): boolean
  clear(): void
  list(): readonly WaitingFault[]
}

export interface FaultScript extends Faults {
  /** Count a call of a route and take the faults that hit it. */
  take(route: string): readonly Fault[]
}

export function createFaults(routes: readonly Route[]): FaultScript {
  const waiting = new Map<number, WaitingFault>()
  let lastId = 0
  return {
    add(value) {
      const rule = parseFaultRule(value)
      const hit = routes.filter((route) => covers(rule.route, route.name))
      if (hit.length === 0) {
        const names = [...new Set(routes.map((route) => route.name))]
        throw new TypeError(`There is no route ${rule.route}. Routes: ${names.join(', ')}.`)
      }
      const needs = faultNeeds(rule.kind)
      if (needs && !hit.some((route) => route.makes === needs))
        throw new TypeError(`A ${rule.kind} fault has no effect on ${rule.route}: it makes no ${needs}.`)
      lastId += 1
      waiting.set(lastId, { id: lastId, rule, calls: 0 })
      return lastId
    },
    remove: (id) => waiting.delete(id),
    clear: () => waiting.clear(),
    list: () => [...waiting.values()],
    take(route) {
      const hits: Fault[] = []
      for (const { id, rule, calls } of waiting.values()) {
        if (!covers(rule.route, route)) continue
        const call = rule.call ?? 1
        if (call === 'every' || call === calls + 1) hits.push(rule)
        if (call === calls + 1) waiting.delete(id)
        else waiting.set(id, { id, rule, calls: calls + 1 })
      }
      return hits
    },
  }
}

function covers(wanted: string, route: string): boolean {
  if (wanted === '*') return true
  return wanted.endsWith('.*') ? route.startsWith(wanted.slice(0, -1)) : wanted === route
}
