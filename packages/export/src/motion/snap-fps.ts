/** The rates that cameras, engines and capture suits run at; the NTSC ones exactly. */
const STANDARD_RATES = [
  24_000 / 1001,
  24,
  25,
  30_000 / 1001,
  30,
  48,
  50,
  60_000 / 1001,
  60,
  90,
  100,
  120,
  240,
] as const

/** Narrow enough to keep 23.976 and 24 apart (0.1 %), wide enough for a frame time written as 0.03333. */
const TOLERANCE = 0.0002

/**
 * The standard rate a measured one means, or the measured one itself.
 *
 * @param fps - Frames per second, as 1 / frame time gives it: 0.0333333 s is 30.00003 fps and means 30.
 */
export function snapFps(fps: number): number {
  return STANDARD_RATES.find((rate) => Math.abs(fps / rate - 1) <= TOLERANCE) ?? fps
}
