import { defaultView, toMp4 } from '../src/files/mp4.ts'
import type { Emulator } from '../src/index.ts'
import { createMotion } from '../src/motion/motion.ts'
import type { Link, Status } from './api.ts'

export interface Animate3dApi {
  /** The raw answer of a path below the service. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** The answer's JSON. Throws for an error status. */
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: unknown): Promise<T>
  /** Put a file where the service says. @returns Its signed URL. */
  upload(bytes: Uint8Array, name?: string): Promise<string>
  /** Start a job. @returns Its id. */
  start(
    source: { readonly url: string } | { readonly rid: string } | { readonly rid_mp_detection: string },
    params?: readonly string[],
  ): Promise<string>
  status(...rids: readonly string[]): Promise<readonly Status[]>
  download(rids: string): Promise<readonly Animate3dLink[]>
}

export interface Animate3dLink extends Link {
  readonly name?: string
  readonly duration?: number
  readonly input?: string
  readonly mode?: number
  readonly models?: readonly object[]
}

/** A little film; another number, another film. */
export function footage(seconds = 1, seed = 1): Uint8Array<ArrayBuffer> {
  const motion = createMotion({ prompt: 'a person waves', durationSeconds: seconds, seed, variant: 1 })
  return new Uint8Array(toMp4(motion, { ...defaultView, width: 64, height: 48 }))
}

/** A signed-in client that keeps its one cookie. */
export async function connectAnimate3d(emulator: Emulator): Promise<Animate3dApi> {
  const { clientId, clientSecret } = emulator.credentials.animate3d
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  const base = emulator.urls.animate3d
  const signedIn = await fetch(`${base}/session/auth`, { headers: { authorization } })
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
  const call: Animate3dApi['fetch'] = (path, init) =>
    fetch(`${base}${path}`, { ...init, headers: { cookie, ...init?.headers } })
  const parsed = async <T>(answer: Response): Promise<T> => {
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const api: Animate3dApi = {
    fetch: call,
    get: async (path) => parsed(await call(path)),
    post: async (path, body) =>
      parsed(
        await call(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    async upload(bytes, name = 'dance.mp4') {
      const query = new URLSearchParams({ name, resumable: '0' })
      const { url } = await api.get<{ url: string }>(`/upload?${query.toString()}`)
      const answer = await fetch(url, { method: 'PUT', body: new Uint8Array(bytes) })
      if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
      return url
    },
    async start(source, params = []) {
      const body = { ...source, processor: 'video2anim', params }
      return (await api.post<{ rid: string }>('/process', body)).rid
    },
    status: async (...rids) =>
      (await api.get<{ status: readonly Status[] }>(`/status/${rids.join(',')}`)).status,
    download: async (rids) => (await api.get<{ links: readonly Animate3dLink[] }>(`/download/${rids}`)).links,
  }
  return api
}

/** Names of everything that a link leads to, `group.type`. */
export function namesOf(link: Link | undefined): readonly string[] {
  return (link?.urls ?? []).flatMap(({ name, files }) =>
    files.flatMap((file) => Object.keys(file).map((type) => `${name}.${type}`)),
  )
}

/** The bytes of one file, by `group.type`. */
export async function bytesOf(link: Link | undefined, fileName: string): Promise<Uint8Array> {
  const [, group, type] = /^(.*)\.([a-z0-9]+)$/.exec(fileName) ?? []
  const files = link?.urls?.find(({ name }) => name === group)?.files ?? []
  const url = files.map((file) => file[type ?? '']).find((each) => each !== undefined)
  const answer = await fetch(url ?? '')
  if (!answer.ok) throw new Error(`${answer.status} ${fileName}`)
  return new Uint8Array(await answer.arrayBuffer())
}
