/**
 * Let everyone who asks at the same time wait for one run. A caller whose signal aborts stops waiting;
 * the run goes on for the others. Nothing is remembered afterwards.
 */
export function singleFlight<Result>(run: () => Promise<Result>): (signal: AbortSignal) => Promise<Result> {
  let flight: Flight<Result> | null = null
  return (signal) => {
    flight ??= takeOff(run, () => {
      flight = null
    })
    return flight.join(signal)
  }
}

interface Flight<Result> {
  join(signal: AbortSignal): Promise<Result>
}

function takeOff<Result>(run: () => Promise<Result>, onLanded: () => void): Flight<Result> {
  // One listener for each signal, however many wait by it: a server has one signal for all that it does.
  const calledOff = new Map<AbortSignal, { readonly promise: Promise<never>; forget(): void }>()
  const landed = run().finally(() => {
    onLanded()
    for (const { forget } of calledOff.values()) forget()
  })
  return {
    join(signal) {
      const known = calledOff.get(signal) ?? callOff(signal)
      calledOff.set(signal, known)
      return Promise.race([known.promise, landed])
    },
  }
}

/** Rejects once the signal aborts. */
function callOff(signal: AbortSignal) {
  let forget = () => {}
  const promise = new Promise<never>((_, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    forget = () => signal.removeEventListener('abort', abort)
  })
  promise.catch(() => {})
  return { promise, forget }
}
