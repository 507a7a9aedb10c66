/**
 * Whether what `fetch` threw proves that the request never left: the name did not resolve, or no
 * connection was made. Anything later proves nothing, because the server may have read the request.
 *
 * @see Node's system errors (`syscall` is `getaddrinfo` or `connect`) and undici's `UND_ERR_CONNECT_TIMEOUT`.
 */
export function wasNeverSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  // One connection attempt for each address of the host: each must have failed.
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(wasNeverSent)
  if ('code' in error && error.code === 'UND_ERR_CONNECT_TIMEOUT') return true
  if ('syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo')) return true
  return wasNeverSent(error.cause)
}
