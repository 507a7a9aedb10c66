import { writePng } from './png-samples.ts'
import type { Emulator } from '../src/index.ts'

export interface OpusFile {
  readonly url: string
  readonly extension?: string
}

export interface OpusResult {
  readonly status: string
  readonly urls?: readonly OpusFile[]
  readonly message?: string
}

export const HOST = 'opus-gen02.p.rapidapi.com'

/** A picture of four plain quarters: red and green above blue and white. */
export const QUARTERS = writePng({
  width: 64,
  height: 48,
  colourType: 2,
  depth: 8,
  sample: (x, y, c) =>
    [
      [200, 30, 30],
      [30, 160, 30],
      [30, 30, 200],
      [235, 235, 235],
    ][(y < 24 ? 0 : 2) + (x < 32 ? 0 : 1)]?.[c] ?? 0,
})

/** Calls as the vendor's example makes them. */
export function opusApi(emulator: Emulator) {
  const headers = { 'x-rapidapi-key': emulator.credentials.opus.rapidApiKey, 'x-rapidapi-host': HOST }
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${emulator.urls.opus}${path}`, { ...init, headers: { ...headers, ...init.headers } })
  const post = (bytes: Uint8Array, part = 'file1') => {
    const form = new FormData()
    form.set(part, new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), 'picture.png')
    return call('/process-image', { method: 'POST', body: form })
  }
  const extraction = (kind: 'glb' | 'gaussian', uid: string) =>
    call(`/extract-${kind}?job_uid=${uid}`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
  const uidOf = async (answer: Response) => ((await answer.json()) as { job_uid: string }).job_uid
  return {
    call,
    post,
    extraction,
    /** Start a job for a picture. @returns Its uid. */
    image: async (bytes: Uint8Array = QUARTERS) => uidOf(await post(bytes)),
    extract: async (kind: 'glb' | 'gaussian', uid: string) => uidOf(await extraction(kind, uid)),
    result: async (uid: string) => (await (await call(`/job_result/${uid}`)).json()) as OpusResult,
  }
}

/** The bytes behind a link, fetched without any header of ours. */
export async function bytesAt(url: string | undefined): Promise<Uint8Array> {
  const answer = await fetch(url ?? '')
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return new Uint8Array(await answer.arrayBuffer())
}
