/**
 * Work that can be called off by itself, and is with something larger, such as the whole server.
 *
 * When the work is over it lets go of the larger signal, and so does whatever was made of its own by `AbortSignal.any`:
 * Node 20 and 22 keep a note of each with the signal that it came of, for as long as that one lives.
 *
 * @param work - Is told by the signal of `own`, and may abort it.
 */
export async function withOwnAbort<Result>(
  outer: AbortSignal,
  work: (own: AbortController) => Promise<Result>,
): Promise<Result> {
  const own = new AbortController()
  const abort = () => own.abort(outer.reason)
  if (outer.aborted) abort()
  outer.addEventListener('abort', abort)
  try {
    return await work(own)
  } finally {
    outer.removeEventListener('abort', abort)
  }
}
