import { JobError } from '@onetake/core'

/**
 * A small file as text.
 *
 * @param what - As in `Animate 3D's detection result`.
 * @throws JobError `provider-protocol` for one that is longer than `maxBytes`; `provider-unavailable` where it breaks off.
 */
export async function readText({ body }: Response, maxBytes: number, what: string): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  const chunks: AsyncIterator<Uint8Array> = (body ?? new ReadableStream())[Symbol.asyncIterator]()
  for (;;) {
    const { done, value } = await chunks.next().catch((cause: unknown) => {
      throw new JobError('provider-unavailable', `${what} broke off.`, { cause })
    })
    if (done === true) return text + decoder.decode()
    bytes += value.byteLength
    if (bytes > maxBytes) {
      await chunks.return?.()
      throw new JobError('provider-protocol', `${what} is too long to be one.`)
    }
    text += decoder.decode(value, { stream: true })
  }
}
