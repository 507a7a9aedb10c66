/**
 * Let everyone who asks at the same time wait for one run. A caller whose signal aborts stops waiting;
 * the run goes on for the others. Nothing is remembered afterwards.
 */
export function singleFlight<Result>(run: () => Promise<Result>): (signal: AbortSignal) => Promise<Result> {
  let flight: Promise<Result> | null = null
  return (signal) => {
    flight ??= run().finally(() => {
      flight = null
    })
    return orAborted(flight, signal)
  }
}

function orAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
