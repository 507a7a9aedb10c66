/**
 * Times the same work done by us and by a peer, in turn, and prints medians and the ratio. Absolute
 * times depend on the machine and its mood; the ratio is what to quote.
 *
 * @param {string} title
 * @param {{ readonly ours: () => unknown, readonly peer: () => unknown, readonly peerName: string, readonly runs?: number }} options
 */
export function compare(title, { ours, peer, peerName, runs = 9 }) {
  const times = { ours: /** @type {number[]} */ ([]), peer: /** @type {number[]} */ ([]) }
  for (const warmUp of [ours, peer]) warmUp()
  for (let run = 0; run < runs; run += 1) {
    times.ours.push(timeOf(ours))
    times.peer.push(timeOf(peer))
  }
  const ratio = median(times.peer) / median(times.ours)
  console.log(
    `${title}: ours ${median(times.ours).toFixed(1)} ms, ${peerName} ${median(times.peer).toFixed(1)} ms, ` +
      `ratio ${ratio.toFixed(1)} (medians of ${runs})`,
  )
}

/** @param {() => unknown} work */
function timeOf(work) {
  globalThis.gc?.()
  const startedAt = performance.now()
  work()
  return performance.now() - startedAt
}

/** @param {readonly number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
