/**
 * Calls back when a lost line is worth another try at once: the network is back, or the page is
 * looked at again. Never, where there are no such events.
 *
 * @returns What stops it.
 */
export function onWake(run: () => void): () => void {
  const { document } = globalThis
  const onVisible = () => {
    if (document.visibilityState === 'visible') run()
  }
  globalThis.addEventListener?.('online', run)
  document?.addEventListener('visibilitychange', onVisible)
  return () => {
    globalThis.removeEventListener?.('online', run)
    document?.removeEventListener('visibilitychange', onVisible)
  }
}
