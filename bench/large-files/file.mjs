import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'

/** A file to send: where it is, and what must arrive. @typedef {{ readonly path: string, readonly bytes: number, readonly sha256: string }} LargeFile */

const BLOCK = 4 * 1024 ** 2

/**
 * An MP4 by its first bytes; no two blocks of it are alike, so that one in the wrong place is noticed.
 *
 * @param {string} path
 * @param {number} bytes
 * @returns {Promise<LargeFile>}
 */
export async function createFile(path, bytes) {
  const block = randomBytes(BLOCK)
  const hash = createHash('sha256')
  const file = await open(path, 'w')
  for (let at = 0; at < bytes; at += BLOCK) {
    block.writeDoubleLE(at, 8)
    if (at === 0) block.write('ftypisom', 4, 'latin1')
    const part = block.subarray(0, bytes - at)
    hash.update(part)
    await file.writeFile(part)
  }
  await file.sync()
  await file.close()
  return { path, bytes, sha256: hash.digest('hex') }
}

/** @param {string} path @param {{ readonly start?: number, readonly end?: number }} [part] The last byte included. */
export async function sha256Of(path, part = {}) {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { ...part, highWaterMark: 1024 ** 2 })) hash.update(chunk)
  return hash.digest('hex')
}
