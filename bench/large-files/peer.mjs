/** The least that a server of files can be: a pipe from the line to the disk, and one back. */
import { createReadStream, createWriteStream, openAsBlob } from 'node:fs'
import { open } from 'node:fs/promises'
import { createServer, get, request } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { createHash } from 'node:crypto'
import { Transform } from 'node:stream'
import { answer, setup } from './answer.mjs'
import { listen } from './listen.mjs'

/** How often a part of the file was asked for. */
let parts = 0
const server = createServer(async (incoming, outgoing) => {
  try {
    if (incoming.method === 'GET') return await fromDisk(incoming, outgoing)
    await toDisk(incoming, setup.sink)
    outgoing.end()
  } catch {
    outgoing.destroy()
  }
})

/** Whole, or from a byte on. @param {import('node:http').IncomingMessage} incoming @param {import('node:http').ServerResponse} outgoing */
async function fromDisk({ headers }, outgoing) {
  const { bytes, file } = setup
  const [, from] = /^bytes=(\d+)-$/.exec(headers.range ?? '') ?? []
  const start = Number(from ?? 0)
  if (from !== undefined) {
    parts += 1
    outgoing.statusCode = 206
    outgoing.setHeader('content-range', `bytes ${start}-${bytes - 1}/${bytes}`)
  }
  outgoing.setHeader('content-length', bytes - start)
  outgoing.setHeader('etag', '"large"')
  await pipeline(createReadStream(file, { start }), outgoing)
}

/** @param {NodeJS.ReadableStream} from @param {string} path */
async function toDisk(from, path) {
  await pipeline(from, createWriteStream(path))
  const file = await open(path)
  await file.sync()
  await file.close()
}

answer(await listen(server), {
  parts: () => parts,

  /** What Node itself needs to send a file. @param {string} url */
  async send(url) {
    const startedAt = performance.now()
    const outgoing = request(url, { method: 'PUT', headers: { 'content-length': setup.bytes } })
    const answered = new Promise((resolve, reject) => outgoing.on('response', resolve).on('error', reject))
    await pipeline(createReadStream(setup.file), outgoing)
    for await (const _ of await answered);
    return (performance.now() - startedAt) / 1000
  },

  /** What Node itself needs to send a Blob of the disk. @param {string} url */
  async sendBlob(url) {
    const startedAt = performance.now()
    const body = await openAsBlob(setup.file)
    // Or `fetch` keeps it all.
    await (await fetch(url, { method: 'PUT', body, redirect: 'error' })).text()
    return (performance.now() - startedAt) / 1000
  },

  /** What Node itself needs to fetch a file, hash it and keep it. @param {string} url */
  async fetch(url) {
    const startedAt = performance.now()
    const hash = createHash('sha256')
    const incoming = await new Promise((resolve, reject) => get(url, resolve).on('error', reject))
    const hashed = new Transform({
      transform(chunk, _, done) {
        hash.update(chunk)
        done(null, chunk)
      },
    })
    await Promise.all([toDisk(hashed, setup.sink), pipeline(incoming, hashed)])
    return (performance.now() - startedAt) / 1000
  },
})
