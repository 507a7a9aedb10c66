import { errorAtByte } from '../splat-error.ts'

/**
 * The content of a gzip file, never more of it than was asked for.
 *
 * @param headBytes - How much must be there before `sizeOf` can tell how much there will be.
 * @param sizeOf - The size of the content in bytes, told from its head; throws what it finds wrong there.
 * @returns Exactly that many bytes, and whether more would have followed.
 * @throws ExportError `invalid-file` for a damaged file, and for one that is too small to hold what its head announces.
 */
export async function gunzip(
  bytes: Uint8Array,
  headBytes: number,
  sizeOf: (head: Uint8Array) => number,
): Promise<{ content: Uint8Array; hasMore: boolean }> {
  const stream = new DecompressionStream('gzip')
  // What goes wrong here shows on the other side, too.
  const writing = writeAll(stream.writable, bytes).catch(() => undefined)
  const reader = stream.readable.getReader()
  let content = new Uint8Array(headBytes)
  let filled = 0
  let isHead = true
  const take = (chunk: Uint8Array): void => {
    const part = chunk.subarray(0, content.length - filled)
    content.set(part, filled)
    filled += part.length
    if (isHead && filled === headBytes) {
      isHead = false
      const size = sizeOf(content)
      if (size > headBytes + bytes.length * MOST_EXPANSION)
        throw errorAtByte(
          headBytes,
          `This file announces ${size} bytes of content; its ${bytes.length} bytes cannot hold them.`,
        )
      content = grown(content, size)
    }
    if (part.length < chunk.length && filled < content.length) take(chunk.subarray(part.length))
  }
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw errorAtByte(
          bytes.length,
          `The compressed part of this file is damaged (${text(cause)}), after ${filled} bytes of content; ` +
            'download it again.',
        )
      })
      if (done) break
      if (!isHead && filled === content.length) return { content, hasMore: true }
      const before = filled
      take(value)
      if (filled === content.length && filled - before < value.length) return { content, hasMore: true }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
    await writing
  }
  if (isHead || filled < content.length)
    throw errorAtByte(
      bytes.length,
      `The content of this file ends after ${filled} bytes of ${isHead ? `at least ${headBytes}` : content.length}; ` +
        'download it again.',
    )
  return { content, hasMore: false }
}

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/** The most that DEFLATE can make of one byte: 258 bytes for each two bits. */
const MOST_EXPANSION = 1032

const SLICE_BYTES = 1 << 18

async function writeAll(writable: WritableStream<BufferSource>, bytes: Uint8Array): Promise<void> {
  const writer = writable.getWriter()
  for (const slice of slices(bytes)) {
    await writer.ready
    await writer.write(slice)
  }
  await writer.close()
}

function* slices(bytes: Uint8Array): Generator<Uint8Array<ArrayBuffer>> {
  const { buffer } = bytes
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    const length = Math.min(SLICE_BYTES, bytes.length - at)
    // The streams of the platform refuse memory that another thread could change.
    yield buffer instanceof ArrayBuffer
      ? new Uint8Array(buffer, bytes.byteOffset + at, length)
      : Uint8Array.from(bytes.subarray(at, at + length))
  }
}

function grown(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(size, bytes.length))
  larger.set(bytes)
  return larger
}

const text = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
