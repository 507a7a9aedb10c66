import type { Emulator } from '../src/index.ts'

export interface Api {
  /** The raw answer of a path below the service. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** The answer's JSON. Throws for an error status. */
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: unknown): Promise<T>
  /** Start a job. @returns Its id. */
  start(params: readonly string[], processor?: 'text2motion' | 'render'): Promise<string>
  status(...rids: readonly string[]): Promise<readonly Status[]>
  download(rids: string, query?: string): Promise<readonly Link[]>
}

export interface Status {
  readonly rid: string
  readonly status: string
  readonly details: Readonly<Record<string, unknown>>
  readonly positionInQueue?: number
}

export interface Link {
  readonly rid: string
  readonly variantDownloadStatus?: boolean
  readonly urls?: readonly {
    readonly name: string
    readonly files: readonly Readonly<Record<string, string>>[]
  }[]
}

export const MODEL = '65c0ffee0000000000000001'

/** The parameters of the plainest job. */
export const WAVE: readonly string[] = ['prompt="a person waves"', `model=${MODEL}`]

export function basic({ credentials }: Emulator): string {
  const { clientId, clientSecret } = credentials.saymotion
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
}

/** Sign in. @returns The cookie to send, as `dmsess=...`. */
export async function signIn(emulator: Emulator): Promise<string> {
  const answer = await fetch(`${emulator.urls.saymotion}/account/v1/auth`, {
    headers: { authorization: basic(emulator) },
  })
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

/** A signed-in client that keeps its one cookie. */
export async function connect(emulator: Emulator): Promise<Api> {
  const cookie = await signIn(emulator)
  const call: Api['fetch'] = (path, init) =>
    fetch(`${emulator.urls.saymotion}${path}`, { ...init, headers: { cookie, ...init?.headers } })
  const parsed = async <T>(answer: Response): Promise<T> => {
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const api: Api = {
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
    async start(params, processor = 'text2motion') {
      return (await api.post<{ rid: string }>(`/job/v1/process/${processor}`, { params })).rid
    },
    status: async (...rids) =>
      (await api.get<{ status: readonly Status[] }>(`/job/v1/status/${rids.join(',')}`)).status,
    download: async (rids, query = '') =>
      (await api.get<{ links: readonly Link[] }>(`/job/v1/download/${rids}${query}`)).links,
  }
  return api
}

/** The link to one file of a download. */
export function fileUrl(link: Link | undefined, type: string): string {
  const file = link?.urls?.flatMap((group) => group.files).find((entry) => type in entry)
  return file?.[type] ?? ''
}
