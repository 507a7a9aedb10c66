/** FBX's unit of time: so many are a second, and a frame of every usual rate is a whole number of them. */
const TICKS_PER_SECOND = 46_186_158_000

/**
 * The frame rates that have a number of their own (`FbxTime::EMode`, FBX SDK 2020; the same as `FBX_FRAMERATES` of
 * Blender's io_scene_fbx). 0 is the SDK's default, 30; 12 counts milliseconds and 14 is said in `CustomFrameRate`.
 */
const RATES: Readonly<Record<number, number>> = {
  0: 30,
  1: 120,
  2: 100,
  3: 60,
  4: 50,
  5: 48,
  6: 30,
  7: 30,
  8: 30_000 / 1001,
  9: 30_000 / 1001,
  10: 25,
  11: 24,
  12: 1000,
  13: 24_000 / 1001,
  15: 96,
  16: 72,
  17: 60_000 / 1001,
  18: 120_000 / 1001,
}

const CUSTOM = 14

/** Frames per second of a `TimeMode`; `null` for a number nobody knows, or a custom rate that is none. */
export function fpsOf(timeMode: number, customRate: number | null): number | null {
  if (timeMode !== CUSTOM) return RATES[timeMode] ?? null
  return customRate !== null && customRate > 0 && Number.isFinite(customRate) ? customRate : null
}

/** The `TimeMode` of a frame rate. Of two with one rate the usual one: 6 for 30, 9 for 29.97. */
export function timeModeOf(fps: number): number {
  const order = [6, 9, 11, 10, 3, 1, 2, 4, 5, 13, 15, 16, 17, 18]
  return order.find((mode) => Math.abs((RATES[mode] ?? 0) - fps) < 1e-3) ?? CUSTOM
}

/** When a frame is, to the tick. */
export const ticksAt = (frame: number, fps: number): bigint =>
  BigInt(Math.round((frame * TICKS_PER_SECOND) / fps))

export const secondsOf = (ticks: number | bigint): number => Number(ticks) / TICKS_PER_SECOND
