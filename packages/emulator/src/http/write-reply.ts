import type { ServerResponse } from 'node:http'
import { pipeline, type Readable } from 'node:stream'
import type { Reply } from './reply.ts'

export function writeReply(response: ServerResponse, reply: Reply): void {
  const { stream } = reply
  writeHead(response, reply)
  if (stream === undefined || stream.sizeBytes === 0) response.end(bytesOf(reply))
  else if (response.req.method === 'HEAD') response.end()
  // A client that goes away, or a file that does, ends the line; there is nobody left to be told.
  else pipeline(stream.open(), response, () => undefined)
}

/** Promise the whole body, send a part of it, break the line. */
export function writeTruncated(response: ServerResponse, reply: Reply, afterBytes?: number): void {
  const size = sizeOf(reply)
  const sent = Math.min(afterBytes ?? Math.floor(size / 2), Math.max(0, size - 1))
  writeHead(response, reply)
  response.flushHeaders()
  if (reply.stream) void writePart(response, reply.stream.open(), sent)
  else response.write(bytesOf(reply).subarray(0, sent), () => response.destroy())
}

async function writePart(response: ServerResponse, source: Readable, sent: number): Promise<void> {
  let left = sent
  for await (const chunk of source) {
    if (left <= 0 || !(chunk instanceof Uint8Array)) break
    const part = chunk.subarray(0, left)
    left -= part.byteLength
    await new Promise((resolve) => response.write(part, resolve))
  }
  response.destroy()
}

function writeHead(response: ServerResponse, reply: Reply): void {
  // 304 has no body, and a length of 0 there would speak of the file.
  const size: Record<string, string> = reply.status === 304 ? {} : { 'content-length': String(sizeOf(reply)) }
  response.writeHead(reply.status, { ...reply.headers, ...size })
}

function sizeOf(reply: Reply): number {
  return reply.stream ? reply.stream.sizeBytes : bytesOf(reply).byteLength
}

function bytesOf(reply: Reply): Uint8Array {
  return typeof reply.body === 'string' ? Buffer.from(reply.body) : (reply.body ?? new Uint8Array())
}
