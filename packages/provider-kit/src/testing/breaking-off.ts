/** A body whose connection is cut behind these first characters. */
export const breakingOff = (text: string): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text))
    },
    pull(controller) {
      controller.error(new TypeError('terminated'))
    },
  })
