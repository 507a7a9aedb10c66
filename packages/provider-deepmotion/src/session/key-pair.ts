/** The key pair that DeepMotion gives out for its REST APIs. Stays on the server. */
export interface KeyPair {
  readonly clientId: string
  readonly clientSecret: string
}

/**
 * @param provider - As in `saymotion({ clientId })`.
 * @throws TypeError For a key pair that cannot be right, before anything is sent.
 */
export function assertKeyPair(provider: string, keys: KeyPair): void {
  for (const name of ['clientId', 'clientSecret'] as const) {
    if (typeof keys[name] !== 'string' || keys[name] === '') {
      throw new TypeError(`${provider}({ ${name} }) is missing or empty.`)
    }
  }
  // Basic credentials end the user name at the first colon.
  if (keys.clientId.includes(':')) throw new TypeError(`${provider}({ clientId }) may contain no colon.`)
}
