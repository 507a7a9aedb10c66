import { breakingOff } from './breaking-off.ts'
import { networkError } from './scripted-service.ts'

const HTML = { headers: { 'content-type': 'text/html' } }

/** Every way in which the reply to a submit is lost after the service may have read it, anew each time. */
export const LOST_REPLIES: readonly (readonly [title: string, reply: () => Response | Error])[] = [
  ['a dropped line', () => networkError({ code: 'ECONNRESET', syscall: 'read' })],
  ['a line that the service closes', () => networkError({ code: 'UND_ERR_SOCKET' })],
  ['a reply that breaks off', () => new Response(breakingOff('{"task'))],
  ['no reply in time', () => new DOMException('The operation timed out.', 'TimeoutError')],
  ['500', () => new Response('{"detail":"oops"}', { status: 500 })],
  ['502', () => new Response('<html>', { status: 502, ...HTML })],
  ['503', () => new Response(null, { status: 503, headers: { 'retry-after': '3' } })],
  ['504', () => new Response('<html>', { status: 504, ...HTML })],
  ['408', () => new Response(null, { status: 408 })],
  ['499', () => new Response(null, { status: 499 })],
  ['a page with 200', () => new Response('<html>', HTML)],
  ['cut JSON with 200', () => new Response('{"job_uid": "')],
  ['nothing with 200', () => new Response('')],
  ['a redirect', () => new Response(null, { status: 307, headers: { location: 'https://evil.test/' } })],
]
