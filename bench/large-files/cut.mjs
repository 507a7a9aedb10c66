/** A line that breaks once. */
import { connect, createServer } from 'node:net'
import { listen } from './listen.mjs'

/**
 * Pass everything on to a server, but cut the first line on which so many bytes have come.
 *
 * @param {string} url
 * @param {number} afterBytes
 * @returns {Promise<{ readonly url: string, wasCut(): boolean, stop(): void }>}
 */
export async function cutOnce(url, afterBytes) {
  const { hostname, port } = new URL(url)
  let left = afterBytes
  let isCut = false
  /** @type {Set<import('node:net').Socket>} */
  const open = new Set()
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    const both = [near, far]
    const close = () => both.forEach((socket) => socket.destroy())
    for (const [from, to] of [both, both.toReversed()]) {
      open.add(from)
      from.on('error', close).on('close', () => {
        open.delete(from)
        close()
      })
      from.on('data', (/** @type {Buffer} */ data) => {
        left -= data.byteLength
        if (left < 0 && !isCut) {
          isCut = true
          close()
        }
      })
      from.pipe(to)
    }
  })
  return {
    url: await listen(server),
    wasCut: () => isCut,
    stop() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}
