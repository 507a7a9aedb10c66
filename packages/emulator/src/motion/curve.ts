export const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value))
export const mix = (a: number, b: number, amount: number): number => a + (b - a) * amount

/** 0 before `from`, 1 after `to`, without a jolt in speed or acceleration at either end. */
export function ease(value: number, from = 0, to = 1): number {
  const t = clamp((value - from) / (to - from), 0, 1)
  return t * t * t * (t * (t * 6 - 15) + 10)
}

/** A soft hump: 0 at both ends of 0..1, 1 in the middle. */
export const hump = (value: number): number => Math.sin(Math.PI * clamp(value, 0, 1)) ** 2

/** 0 at both ends of 0..1, 1 in between. */
export const plateau = (value: number, edge = 0.16): number =>
  ease(value, 0, edge) * (1 - ease(value, 1 - edge, 1))

/** A smooth line through `[time, value]` points, level at every point; held before the first and after the last. */
export function through(time: number, points: readonly (readonly [time: number, value: number])[]): number {
  let before = points[0]
  if (before === undefined) return 0
  for (const point of points) {
    if (time < point[0]) return mix(before[1], point[1], ease(time, before[0], point[0]))
    before = point
  }
  return before[1]
}
