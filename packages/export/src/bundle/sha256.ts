/** Lower-case hex. Web Crypto, so it runs in Node and in browsers (there on https and localhost only). */
export async function sha256(bytes: Uint8Array): Promise<string> {
  // Copied: Web Crypto does not take memory that may be shared.
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes)))
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
