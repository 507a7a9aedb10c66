import type { Readable } from 'node:stream'

/** How much is taken in ahead of whoever reads, in bytes. */
const AHEAD_BYTES = 64 * 1024

/**
 * What comes on a Node stream, as a web stream. Nothing is read before somebody asks, and a cancel leaves the source
 * paused and whole.
 *
 * Events instead of the iterator of the source, which takes several times as long for each chunk.
 */
export function toBody(source: Readable): ReadableStream<Uint8Array> {
  let letGo = () => {}
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const end = () => {
          letGo()
          controller.close()
        }
        const fail = (error: unknown) => {
          letGo()
          controller.error(error)
        }
        const take = (chunk: Uint8Array) => {
          controller.enqueue(chunk)
          // With nothing to be kept ready, what is desired is less than nothing by what waits.
          if ((controller.desiredSize ?? 0) <= -AHEAD_BYTES) source.pause()
        }
        const close = () => fail(new Error('The body broke off.'))
        letGo = () => source.off('data', take).off('end', end).off('error', fail).off('close', close)
        if (source.destroyed) return close()
        source.pause()
        source.on('data', take).on('end', end).on('error', fail).on('close', close)
      },
      pull() {
        source.resume()
      },
      cancel() {
        letGo()
        source.pause()
      },
    },
    { highWaterMark: 0, size: ({ byteLength }) => byteLength },
  )
}

/** Drop what still comes, of a source whose body was left half read. */
export function drop(source: Readable): void {
  source.removeAllListeners('data').resume()
}
