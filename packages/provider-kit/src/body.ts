/** What a request carries. Made once, sent once. */
export interface Body {
  readonly type: string
  /** Of the whole, in bytes. */
  readonly bytes: number
  readonly content: string | ReadableStream<Uint8Array>
  /** Whether the last byte has been handed to the network: before that, no service can have taken the request. */
  isSent(): boolean
}

/** A value as JSON. Small enough to leave in one piece. */
export function jsonBody(value: unknown): Body {
  const content = JSON.stringify(value)
  return {
    type: 'application/json',
    bytes: new TextEncoder().encode(content).byteLength,
    content,
    isSent: () => true,
  }
}

/** A stream of a known length. */
export function streamBody(type: string, bytes: number, stream: ReadableStream<Uint8Array>): Body {
  let left = bytes
  const reader = stream.getReader()
  // Not a TransformStream, which takes several times as long for each chunk.
  const content = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read()
        if (done) return controller.close()
        left -= value.byteLength
        controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  return { type, bytes, content, isSent: () => left <= 0 }
}
