/**
 * The emulator's time, kept in another process.
 *
 * @param {number} start - What it showed when this process was started, in ms since the Unix epoch.
 * @param {number} speed - Virtual ms in a ms.
 * @returns {import('@onetake/server').Clock}
 */
export function virtualClock(start, speed) {
  const startedAt = Date.now()
  return {
    now: () => start + (Date.now() - startedAt) * speed,
    after(ms, run) {
      const timer = setTimeout(run, ms / speed)
      return () => clearTimeout(timer)
    },
  }
}
