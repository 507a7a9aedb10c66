// Plain JavaScript, as a process of its own runs it too.

/**
 * Virtual time for every process of a test: what is waited a minute for takes a moment, and all agree when it is.
 *
 * @param {{ readonly speed: number, readonly real: number, readonly virtual: number }} origin - Virtual ms in a ms, and
 * an instant by the machine's clock and by this one, each in ms since the Unix epoch.
 * @returns {import('@onetake/server').Clock}
 */
export const fastClock = ({ speed, real, virtual }) => ({
  now: () => virtual + (Date.now() - real) * speed,
  after(ms, run) {
    const timer = setTimeout(run, ms / speed)
    return () => clearTimeout(timer)
  },
})
