import { execFile } from 'node:child_process'
import { open } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A request by curl. @param {readonly string[]} options @returns {Promise<number>} Seconds, without the start of the process. */
export async function curl(...options) {
  const { stderr } = await run('curl', ['-sS', '--fail', '-w', '%{stderr}%{time_total}', ...options])
  return Number(stderr)
}

/** A download that is on disk when it is done, as ours are. @param {string} url @param {string} path @param {readonly string[]} options */
export async function curlToDisk(url, path, ...options) {
  const seconds = await curl('-o', path, ...options, url)
  const startedAt = performance.now()
  const file = await open(path)
  await file.sync()
  await file.close()
  return seconds + (performance.now() - startedAt) / 1000
}

/** A download whose SHA-256 is known when it is done, as it is of ours. @param {string} url @param {string} path */
export async function curlToDiskAndHash(url, path) {
  const seconds = await curlToDisk(url, path)
  const startedAt = performance.now()
  await run('openssl', ['dgst', '-sha256', path])
  return seconds + (performance.now() - startedAt) / 1000
}

export const hasCurl = () =>
  run('curl', ['--version']).then(
    () => true,
    () => false,
  )
