import { createHmac, timingSafeEqual } from 'node:crypto'

/** Query parameters that let whoever holds them use one path until an instant. */
export function signedQuery(secret: string, path: string, expiresAt: number): string {
  return `expires=${Math.floor(expiresAt)}&signature=${signatureOf(secret, path, Math.floor(expiresAt))}`
}

/** @returns `expired` for a genuine signature whose time is over (virtual instant `now`). */
export function checkSignature(
  secret: string,
  path: string,
  query: URLSearchParams,
  now: number,
): 'valid' | 'expired' | 'wrong' {
  const expiresAt = Number(query.get('expires') ?? Number.NaN)
  const given = Buffer.from(query.get('signature') ?? '', 'hex')
  const right = Buffer.from(signatureOf(secret, path, expiresAt), 'hex')
  if (given.byteLength !== right.byteLength || !timingSafeEqual(given, right)) return 'wrong'
  return now < expiresAt ? 'valid' : 'expired'
}

function signatureOf(secret: string, path: string, expiresAt: number): string {
  return createHmac('sha256', secret).update(`${path}\n${expiresAt}`).digest('hex')
}
