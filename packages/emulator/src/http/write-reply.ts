import type { ServerResponse } from 'node:http'
import type { Reply } from './reply.ts'

export function writeReply(response: ServerResponse, reply: Reply): void {
  const body = bytesOf(reply)
  writeHead(response, reply, body.byteLength)
  response.end(body)
}

/** Promise the whole body, send a part of it, break the line. */
export function writeTruncated(response: ServerResponse, reply: Reply, afterBytes?: number): void {
  const body = bytesOf(reply)
  const sent = Math.min(afterBytes ?? Math.floor(body.byteLength / 2), Math.max(0, body.byteLength - 1))
  writeHead(response, reply, body.byteLength)
  response.flushHeaders()
  response.write(body.subarray(0, sent), () => response.destroy())
}

function writeHead(response: ServerResponse, reply: Reply, length: number): void {
  // 304 has no body, and a length of 0 there would speak of the file.
  const size: Record<string, string> = reply.status === 304 ? {} : { 'content-length': String(length) }
  response.writeHead(reply.status, { ...reply.headers, ...size })
}

function bytesOf(reply: Reply): Uint8Array {
  return typeof reply.body === 'string' ? Buffer.from(reply.body) : (reply.body ?? new Uint8Array())
}
