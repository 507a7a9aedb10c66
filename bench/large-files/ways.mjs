/** Each way that a large file takes through us: how we do it, how curl does it, and how it goes on after a cut. */
import assert from 'node:assert/strict'
import { link, mkdir, open, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startChild } from './child.mjs'
import { curl, curlToDisk, curlToDiskAndHash } from './curl.mjs'
import { cutOnce } from './cut.mjs'
import { sha256Of } from './file.mjs'

/**
 * @typedef {object} Way
 * @property {() => Promise<number>} ours In seconds; checks what has arrived.
 * @property {() => Promise<number>} curl The same by curl.
 * @property {(() => Promise<number>) | undefined} [curlAndHash] The same by curl and `openssl dgst`, where we hash what arrives.
 * @property {(() => Promise<number>) | undefined} [node] By the least that Node can do, where curl is not at the other end.
 * @property {() => Promise<string>} cut Once more, with a line that breaks midway; says how it went on.
 * @property {() => Promise<number>} peakBytes
 * @property {() => Promise<void>} stop
 */

/** @typedef {{ readonly folder: string, readonly file: import('./file.mjs').LargeFile }} Setup */

/** @type {readonly { readonly name: string, readonly start: (setup: Setup) => Promise<Way> }[]} */
export const ways = [
  { name: 'curl > tus, createHandler', start: (setup) => intoServer('handler', setup) },
  { name: 'curl > tus, Nest', start: (setup) => intoServer('nest', setup) },
  { name: 'client.upload > tus', start: byClient },
  { name: 'staging > Animate 3D (emulated)', start: staging },
  { name: 'form > service', start: form },
  { name: 'link > artifact store', start: collecting },
  { name: 'artifact, createHandler > curl', start: (setup) => outOfServer('handler', setup) },
  { name: 'artifact, Nest > curl', start: (setup) => outOfServer('nest', setup) },
]

const TUS = ['-H', 'Tus-Resumable: 1.0.0']
const PLAIN = ['-H', 'Expect:']
const OCTETS = ['-H', 'Content-Type: application/offset+octet-stream']

/** Where the least server puts what comes. @param {Pick<Setup, 'folder'>} setup */
const sinkOf = ({ folder }) => join(folder, 'sink')

/** @param {Setup} setup */
const startPeer = ({ folder, file }) =>
  startChild('peer', { file: file.path, bytes: file.bytes, sink: sinkOf({ folder }) })

/** @param {Setup} setup @param {{ readonly ready: string }} peer */
const curlToPeer = (setup, peer) =>
  asNewFile(sinkOf(setup), () => curl('-T', setup.file.path, ...PLAIN, peer.ready))

/** @param {string} url @param {string} id @param {number} bytes */
async function createUpload(url, id, bytes) {
  const headers = {
    'tus-resumable': '1.0.0',
    'upload-length': String(bytes),
    'upload-metadata': `id ${btoa(id)}`,
  }
  const { status } = await fetch(`${url}/uploads`, { method: 'POST', headers })
  assert.equal(status, 201)
}

/** @param {string} url @param {string} id */
async function uploadOffset(url, id) {
  const { headers } = await fetch(`${url}/uploads/${id}`, {
    method: 'HEAD',
    headers: { 'tus-resumable': '1.0.0' },
  })
  return Number(headers.get('upload-offset'))
}

/** @param {string} from @param {string} url @param {string} id @param {number} offset */
const patch = (from, url, id, offset) =>
  curl(
    '-X',
    'PATCH',
    '-T',
    from,
    '-C',
    String(offset),
    ...TUS,
    ...PLAIN,
    ...OCTETS,
    '-H',
    `Upload-Offset: ${offset}`,
    `${url}/uploads/${id}`,
  )

/** What arrived as an upload is what was sent; then it goes. @param {Setup} setup @param {string} id */
async function checkUpload({ folder, file }, id) {
  const path = join(folder, 'uploads', `${id}.bytes`)
  assert.equal(await sha256Of(path), file.sha256)
  await rm(path)
}

/** @param {'handler' | 'nest'} host @param {Setup} setup @returns {Promise<Way>} */
async function intoServer(host, setup) {
  const { file } = setup
  const peer = await startPeer(setup)
  const server = await startChild(host, setup)
  const url = server.ready
  let count = 0
  return {
    async ours() {
      const id = `${host}-${++count}`
      await createUpload(url, id, file.bytes)
      const seconds = await patch(file.path, url, id, 0)
      await checkUpload(setup, id)
      return seconds
    },
    curl: () => curlToPeer(setup, peer),
    async cut() {
      const id = `${host}-cut`
      await createUpload(url, id, file.bytes)
      const line = await cutOnce(url, file.bytes / 2)
      await assert.rejects(patch(file.path, line.url, id, 0))
      const offset = await goOn(
        () => uploadOffset(url, id),
        (from) => patch(file.path, url, id, from),
      )
      line.stop()
      await checkUpload(setup, id)
      return `cut, went on from ${percent(offset, file)}`
    },
    peakBytes: server.peakBytes,
    stop: () => stopAll([server, peer]),
  }
}

/** @param {Setup} setup @returns {Promise<Way>} */
async function byClient(setup) {
  const { file } = setup
  const peer = await startPeer(setup)
  const server = await startChild('handler', setup)
  const node = await startChild('peer', { file: file.path, bytes: file.bytes })
  const client = await startChild('client', { file: file.path })
  let count = 0
  return {
    async ours() {
      const id = `client-${++count}`
      const seconds = await client.ask('upload', { url: server.ready, id })
      await checkUpload(setup, id)
      return seconds
    },
    curl: () => curlToPeer(setup, peer),
    node: () => asNewFile(sinkOf(setup), () => node.ask('sendBlob', peer.ready)),
    async cut() {
      const line = await cutOnce(server.ready, file.bytes / 2)
      await client.ask('upload', { url: line.url, id: 'client-cut' })
      assert(line.wasCut())
      line.stop()
      await checkUpload(setup, 'client-cut')
      return 'cut, went on by itself'
    },
    peakBytes: client.peakBytes,
    stop: () => stopAll([client, server, node, peer]),
  }
}

/** The file as a complete upload. @param {Setup} setup */
async function handIn({ folder, file }) {
  const uploads = join(folder, 'uploads')
  await mkdir(uploads, { recursive: true })
  await link(file.path, join(uploads, 'ready.bytes')).catch(() => {})
  const info = { id: 'ready', owner: 'bench', name: 'film.mp4', bytes: file.bytes }
  await writeFile(join(uploads, 'ready.json'), JSON.stringify(info))
}

/** @param {Setup} setup @returns {Promise<Way>} */
async function staging(setup) {
  const { file, folder } = setup
  await handIn(setup)
  const sender = await startChild('send', { folder, upload: 'ready' })
  let emulator = await startChild('emulator')
  // What it has taken lies on disk until it ends.
  const afresh = async () => {
    await emulator.ask('close')
    await emulator.stop()
    emulator = await startChild('emulator')
  }
  const check = async () => assert.equal(await emulator.ask('sha256'), file.sha256)
  return {
    async ours() {
      await afresh()
      const seconds = await sender.ask('stage', { credentials: emulator.ready })
      await check()
      return seconds
    },
    async curl() {
      await afresh()
      return curl('-T', file.path, ...PLAIN, await emulator.ask('session'))
    },
    async cut() {
      await afresh()
      const line = await cutOnce(emulator.ready.url, file.bytes / 2 + 1e6)
      await sender.ask('stage', { credentials: emulator.ready, through: line.url })
      assert(line.wasCut())
      line.stop()
      await check()
      return 'cut, went on by itself'
    },
    peakBytes: sender.peakBytes,
    async stop() {
      await emulator.ask('close')
      await stopAll([sender, emulator])
    },
  }
}

/** @param {Setup} setup @returns {Promise<Way>} */
async function form(setup) {
  const { file, folder } = setup
  await handIn(setup)
  const peer = await startPeer(setup)
  const node = await startChild('peer', { file: file.path, bytes: file.bytes })
  const sender = await startChild('send', { folder, upload: 'ready' })
  return {
    ours: () =>
      asNewFile(sinkOf(setup), async () => {
        const seconds = await sender.ask('submit', peer.ready)
        await checkForm(setup)
        return seconds
      }),
    curl: () => curlToPeer(setup, peer),
    node: () => asNewFile(sinkOf(setup), () => node.ask('send', peer.ready)),
    async cut() {
      const line = await cutOnce(peer.ready, file.bytes / 2)
      await asNewFile(sinkOf(setup), () => assert.rejects(sender.ask('submit', line.url)))
      line.stop()
      return 'cut, not repeated: a submit goes out once'
    },
    peakBytes: sender.peakBytes,
    stop: () => stopAll([sender, node, peer]),
  }
}

/** The file stands in the form as it is. @param {Setup} setup */
async function checkForm(setup) {
  const path = sinkOf(setup)
  const { file } = setup
  const sink = await open(path)
  const { buffer } = await sink.read(Buffer.alloc(1024), 0, 1024, 0)
  await sink.close()
  const start = buffer.indexOf('\r\n\r\n') + 4
  assert.equal(await sha256Of(path, { start, end: start + file.bytes - 1 }), file.sha256)
}

/** @param {Setup} setup @returns {Promise<Way>} */
async function collecting(setup) {
  const { file, folder } = setup
  const peer = await startPeer(setup)
  const node = await startPeer(setup)
  const engine = await startChild('collect', { folder })
  let count = 0
  /** @param {string} url */
  const collect = async (url) => {
    const id = `collect-${++count}`
    const collected = await engine.ask('collect', { id, url })
    const path = join(folder, 'artifacts', id, '0')
    assert.equal(collected.file.sha256, file.sha256)
    assert.equal(await sha256Of(path), file.sha256)
    await rm(path)
    return collected.seconds
  }
  return {
    ours: () => collect(peer.ready),
    curl: () => asNewFile(join(folder, 'out'), (path) => curlToDisk(peer.ready, path)),
    curlAndHash: () => asNewFile(join(folder, 'out'), (path) => curlToDiskAndHash(peer.ready, path)),
    node: () => asNewFile(sinkOf(setup), () => node.ask('fetch', peer.ready)),
    async cut() {
      const line = await cutOnce(peer.ready, file.bytes / 2)
      await collect(line.url)
      assert(line.wasCut())
      line.stop()
      assert.equal(await peer.ask('parts'), 1)
      return 'cut, went on by itself'
    },
    peakBytes: engine.peakBytes,
    stop: () => stopAll([engine, node, peer]),
  }
}

/**
 * A file that is not there before, nor after: to write over one gives back its memory first, and whoever has just been given
 * memory back writes twice as fast.
 *
 * @template Result @param {string} path @param {(path: string) => Promise<Result>} write @returns {Promise<Result>}
 */
async function asNewFile(path, write) {
  const result = await write(path)
  await rm(path)
  return result
}

/** @param {'handler' | 'nest'} host @param {Setup} setup @returns {Promise<Way>} */
async function outOfServer(host, setup) {
  const { file, folder } = setup
  const peer = await startPeer(setup)
  const id = `artifact-${host}`
  const engine = await startChild('collect', { folder })
  await engine.ask('collect', { id, url: peer.ready })
  await engine.stop()
  const server = await startChild(host, { folder })
  const out = join(folder, 'out')
  const path = `/jobs/${id}/artifacts/0`
  const check = async () => assert.equal(await sha256Of(out), file.sha256)
  return {
    ours: () =>
      asNewFile(out, async () => {
        const seconds = await curlToDisk(server.ready + path, out)
        await check()
        return seconds
      }),
    curl: () => asNewFile(out, () => curlToDisk(peer.ready, out)),
    cut: () =>
      asNewFile(out, async () => {
        const line = await cutOnce(server.ready, file.bytes / 2)
        await assert.rejects(curl('-o', out, line.url + path))
        line.stop()
        const { size } = await stat(out)
        await curl('-C', '-', '-o', out, server.ready + path)
        await check()
        return `cut, went on from ${percent(size, file)}`
      }),
    peakBytes: server.peakBytes,
    async stop() {
      await stopAll([server, peer])
      await rm(join(folder, 'artifacts', id), { recursive: true })
    },
  }
}

/**
 * A server learns of a cut line a moment later, and then puts on disk what had come: until it has, it refuses the rest.
 *
 * @param {() => Promise<number>} ask @param {(offset: number) => Promise<unknown>} send
 */
async function goOn(ask, send) {
  for (let tries = 0; ; tries += 1) {
    const offset = await ask()
    try {
      await send(offset)
      return offset
    } catch (error) {
      if (tries === 100) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** @param {number} part @param {import('./file.mjs').LargeFile} file */
const percent = (part, { bytes }) => `${((100 * part) / bytes).toFixed(0)} %`

/** @param {readonly { stop(): Promise<void> }[]} children */
async function stopAll(children) {
  for (const child of children) await child.stop()
}
