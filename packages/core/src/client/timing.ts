/** How patient a client is. All in ms. */
export interface ClientTiming {
  /** Wait before the first new attempt after trouble; doubles with each that fails. 1000 unless told. */
  readonly retryAfterMs: number
  /** The longest wait between two attempts. 30000 unless told. */
  readonly retryAtMostMs: number
  /** Silence after which the line counts as lost. The server says something every 15 s. 45000 unless told. */
  readonly silentAfterMs: number
  /** How long the line stays open after the last watcher left, so that a remount costs nothing. 1000 unless told. */
  readonly closeAfterMs: number
}

/** What is left out, or undefined, is as {@link ClientTiming} says. */
export type TimingOptions = { readonly [Name in keyof ClientTiming]?: ClientTiming[Name] | undefined }

export const toTiming = ({
  retryAfterMs = 1_000,
  retryAtMostMs = 30_000,
  silentAfterMs = 45_000,
  closeAfterMs = 1_000,
}: TimingOptions = {}): ClientTiming => ({ retryAfterMs, retryAtMostMs, silentAfterMs, closeAfterMs })

/**
 * How long to wait after `failures` in a row, in ms: from half of the wait to all of it, so that
 * clients that were cut off together do not come back together.
 *
 * @param failures - From 0.
 * @param random - From 0 up to 1.
 */
export function retryDelayMs(
  { retryAfterMs, retryAtMostMs }: ClientTiming,
  failures: number,
  random: () => number,
): number {
  return Math.min(retryAfterMs * 2 ** failures, retryAtMostMs) * (0.5 + random() / 2)
}
