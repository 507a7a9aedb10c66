import { toService } from '@onetake/provider-kit'
import type { UploadFileOptions } from '../src/upload/upload-file.ts'
import { uploadOf } from './upload-of.ts'

/** What the storage does with one request, in place of what it should: answer this, or break the line. */
export type Mishap = Response | 'break' | { readonly breakAfter: number }

/** A storage of resumable uploads that keeps what it is sent, unless told otherwise. */
export interface ScriptedStorage {
  readonly options: UploadFileOptions
  /** The requests so far, as in `PUT bytes 0-3/10`. */
  readonly log: string[]
  readonly headers: Headers[]
  /** Pauses that were asked for, in ms. */
  readonly pauses: number[]
  /** What has arrived, of the session begun last. */
  kept(): Uint8Array
  isDone(): boolean
  /** For the next requests, in turn; null for one that goes well. */
  happen(...mishaps: readonly (Mishap | null)[]): void
}

export const SIGNED = 'https://storage.googleapis.com/bucket/clip?sig=canary'

export function scriptedStorage(chunkBytes = 4): ScriptedStorage {
  const log: string[] = []
  const headers: Headers[] = []
  const pauses: number[] = []
  const mishaps: (Mishap | null)[] = []
  let kept = new Uint8Array()
  let done = false

  async function fetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const sent = new Headers(init.headers)
    const range = sent.get('content-range')
    log.push([init.method, range].filter(Boolean).join(' '))
    headers.push(sent)
    init.signal?.throwIfAborted()
    const mishap = mishaps.shift() ?? null
    if (mishap === 'break') throw new TypeError('fetch failed')
    if (mishap instanceof Response) {
      await new Response(init.body).arrayBuffer().catch(() => {})
      return mishap
    }
    if (init.method === 'POST') {
      kept = new Uint8Array()
      done = false
      return new Response(null, {
        status: 201,
        headers: { location: `${String(input)}&upload_id=${log.length}` },
      })
    }
    const body = new Uint8Array(await new Response(init.body).arrayBuffer())
    const [, start = '', total = ''] = /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(range ?? '') ?? []
    const arrived = mishap === null ? body : body.slice(0, mishap.breakAfter)
    if (start !== '') kept = Uint8Array.from([...kept.subarray(0, Number(start)), ...arrived])
    if (mishap !== null) throw new TypeError('terminated')
    done = kept.byteLength === Number(total)
    if (done) return new Response(null, { status: 200 })
    return new Response(null, {
      status: 308,
      headers: kept.byteLength === 0 ? {} : { range: `bytes=0-${kept.byteLength - 1}` },
    })
  }

  return {
    options: {
      service: toService({
        name: 'Animate 3D',
        url: 'https://animate.test',
        fileHosts: ['storage.googleapis.com'],
      }),
      io: { fetch, now: () => 1_800_000_000_000, random: () => 0.5 },
      signal: new AbortController().signal,
      pause: async (ms) => void pauses.push(ms),
      chunkBytes,
    },
    log,
    headers,
    pauses,
    kept: () => kept,
    isDone: () => done,
    happen: (...next) => void mishaps.push(...next),
  }
}

/** A video of that many bytes, each of which tells where it belongs. */
export const clip = (bytes: number) => uploadOf(Uint8Array.from({ length: bytes }, (_, index) => index))
