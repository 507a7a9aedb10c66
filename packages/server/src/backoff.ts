/** How long to wait after `failures` in a row: grows to a minute, spread by ±25 %. */
export function backoffMs(everyMs: number, failures: number, random: () => number): number {
  return Math.min(everyMs * 2 ** failures, 60_000) * (0.75 + random() / 2)
}
