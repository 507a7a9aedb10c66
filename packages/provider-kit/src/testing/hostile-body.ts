import { breakingOff } from './breaking-off.ts'
import type { Random } from './random.ts'

interface Hostile {
  readonly kind: string
  reply(): Response
}

const HTML = '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>'
const STATUSES = [
  200, 201, 206, 300, 301, 304, 400, 401, 403, 404, 408, 409, 410, 418, 422, 429, 499, 500, 502, 503, 504,
  599,
] as const
const MEBIBYTE = 1024 * 1024

/** An answer whose bytes, status or headers are not those of a service in good health. */
export function hostileBody(text: string, random: Random): Hostile {
  const place = random.below(text.length)
  switch (random.below(14)) {
    case 0:
      return said(`cut at ${place}`, text.slice(0, place))
    case 1:
      return said('HTML', HTML, { headers: { 'content-type': 'text/html' } })
    case 2:
      return said('nothing', '')
    case 3:
      return said('twice', text + text)
    case 4:
      return said('a byte order mark', `\uFEFF${text}`)
    case 5:
      return said(
        `a letter changed at ${place}`,
        text.slice(0, place) + random.pick(['"', '{', ']', '\\', '\0', ',']) + text.slice(place + 1),
      )
    case 6:
      return said('bytes that are no UTF-8', Uint8Array.of(0x22, 0xff, 0xfe, 0xc0, 0x22))
    case 7:
      return said('nested 20000 deep', '['.repeat(20_000) + ']'.repeat(20_000))
    case 8:
      return refused(text, random)
    case 9:
      return refused(HTML, random)
    case 10:
      return redirected(random)
    case 11:
      return { kind: `breaks off at ${place}`, reply: () => new Response(breakingOff(text.slice(0, place))) }
    case 12:
      // Rare, because reading up to any limit takes its time.
      if (random.chance(0.02)) return { kind: 'never ends', reply: () => new Response(endless()) }
      return said('null', 'null')
    default:
      return said('a bare text', JSON.stringify(text))
  }
}

const said = (kind: string, body: BodyInit, init: ResponseInit = {}): Hostile => ({
  kind,
  reply: () => new Response(body, init),
})

function refused(text: string, random: Random): Hostile {
  const status = random.pick(STATUSES)
  const wait = random.pick([
    '',
    '0',
    '-5',
    '1e9',
    'tomorrow',
    'Thu, 01 Jan 1970 00:00:00 GMT',
    '99999999999999999999',
  ])
  // These have no body, by the rules of `Response`.
  const body = status === 304 ? null : text
  return {
    kind: `${status}, retry-after "${wait}"`,
    reply: () => new Response(body, { status, headers: { 'retry-after': wait } }),
  }
}

function redirected(random: Random): Hostile {
  const location = random.pick([
    '',
    '/',
    '//evil.test/',
    'https://evil.test/steal',
    'http://[',
    'file:///etc/passwd',
  ])
  return {
    kind: `redirected to "${location}"`,
    reply: () => new Response(null, { status: 302, headers: { location } }),
  }
}

const endless = (): ReadableStream<Uint8Array> => {
  const blank = new Uint8Array(MEBIBYTE).fill(0x20)
  return new ReadableStream({ pull: (controller) => controller.enqueue(blank) })
}
