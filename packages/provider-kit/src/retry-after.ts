/** Nobody is kept waiting longer than this, whatever the header says. In ms. */
const LONGEST_MS = 5 * 60_000

/**
 * What a `Retry-After` header asks for, in ms from `now`; undefined where it says nothing readable.
 *
 * @param header - Seconds, or an HTTP date.
 * @param now - ms since the Unix epoch.
 * @see RFC 9110, section 10.2.3
 */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined
  const text = header.trim()
  const wait = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : httpDate(text) - now
  if (Number.isNaN(wait)) return undefined
  return Math.min(Math.max(wait, 0), LONGEST_MS)
}

/** An HTTP date begins with the day's name; `Date.parse` alone would also take `-5` for a date. */
const httpDate = (text: string): number => (/^[a-z]{3,9},? /i.test(text) ? Date.parse(text) : Number.NaN)
