import type { Readable } from 'node:stream'

/** What a handler answers. Content-Length is filled in by the server. */
export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Instead of `body`: what is too large to be in memory, opened when it is sent. */
  readonly stream?: { readonly sizeBytes: number; readonly open: () => Readable }
}

export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

export function text(body: string, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body }
}

export function html(title: string, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  const body = `<!doctype html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body }
}

export function empty(status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers, body: '' }
}
