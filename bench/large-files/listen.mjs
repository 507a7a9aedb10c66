import { once } from 'node:events'

/**
 * @param {import('node:net').Server} server
 * @returns {Promise<string>} Its URL, on a free loopback port.
 */
export async function listen(server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return `http://127.0.0.1:${port}`
}
