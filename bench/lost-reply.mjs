/**
 * A submit reaches the service, and its reply is lost: how many submits does one call send, and what is
 * known of the job afterwards? Credits are money. The same loss for everybody, in one process.
 */
import { createServer } from 'node:http'
import { once } from 'node:events'
import { createFalClient } from '@fal-ai/client'
import { createClock, createEmulator } from '@onetake/emulator'
import { saymotion } from '@onetake/provider-deepmotion'
import { createEngine, createFileArtifacts } from '@onetake/server'
import { Animate3DClient } from 'dm-animate3d-api'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Replicate from 'replicate'

/** A picture of one pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const rows = [await onetake(), await deepmotion(), await fal(), await replicate()]
console.log('A submit whose reply is lost:')
for (const { client, submits, outcome } of rows) {
  console.log(`  ${client.padEnd(18)} ${submits} submit${submits === 1 ? ' ' : 's'}  ${outcome}`)
}
console.log(
  `  ratio of submits to onetake's: ${rows.map(({ submits }) => submits / (rows[0]?.submits ?? 1)).join(' : ')}\n`,
)

async function onetake() {
  const folder = await mkdtemp(join(tmpdir(), 'onetake-bench-'))
  const emulator = await createEmulator({ clock: createClock({ speed: 20 }) })
  emulator.faults.add({ kind: 'drop-reply', route: 'saymotion.process' })
  const engine = createEngine({
    providers: [saymotion({ ...emulator.credentials.saymotion, url: emulator.urls.saymotion })],
    artifacts: createFileArtifacts(folder),
    onError() {},
  })
  const viewer = { owner: 'bench' }
  const { id } = await engine.start('saymotion.text2motion', { prompt: 'a person waves' }, viewer)
  /** @type {string[]} */
  const seen = []
  await engine.watch(id, viewer).forEach(({ status }) => void seen.push(status))
  await engine.stop()
  const submits = emulator.journal.count({ route: 'saymotion.process' })
  await emulator.close()
  await rm(folder, { recursive: true })
  return { client: 'onetake', submits, outcome: [...new Set(seen)].join(' > ') }
}

/** The official client: it asks once, and the id of the job is gone with the reply. */
async function deepmotion() {
  const folder = await mkdtemp(join(tmpdir(), 'onetake-bench-'))
  const video = join(folder, 'person.png')
  await writeFile(video, Buffer.from(PIXEL, 'base64'))
  const emulator = await createEmulator({ clock: createClock({ speed: 20 }) })
  const { clientId, clientSecret } = emulator.credentials.animate3d
  const client = new Animate3DClient(emulator.urls.animate3d, clientId, clientSecret)
  emulator.faults.add({ kind: 'drop-reply', route: 'animate3d.process' })
  const outcome = await failureOf(() => client.start_new_job(video))
  const submits = emulator.journal.count({ route: 'animate3d.process' })
  client.close()
  await emulator.close()
  await rm(folder, { recursive: true })
  return { client: 'dm-animate3d-api', submits, outcome }
}

async function fal() {
  return losing('@fal-ai/client', async (fetch) => {
    const client = createFalClient({ credentials: 'bench', fetch })
    await client.queue.submit('bench/model', { input: {} })
  })
}

async function replicate() {
  return losing('replicate', async (fetch) => {
    const client = new Replicate({ auth: 'bench', fetch })
    await client.predictions.create({ version: 'bench', input: {} })
  })
}

/**
 * Run a client against a service that reads every request and answers none.
 *
 * @param {string} client
 * @param {(fetch: typeof globalThis.fetch) => Promise<void>} submit
 */
async function losing(client, submit) {
  let submits = 0
  const server = createServer((request) => {
    submits += 1
    request.resume().on('end', () => request.socket.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  const outcome = await failureOf(() =>
    submit((input, init) => {
      const url = new URL(input instanceof Request ? input.url : input)
      return fetch(`http://127.0.0.1:${address.port}${url.pathname}`, init)
    }),
  )
  server.close()
  return { client, submits, outcome }
}

/** @param {() => Promise<unknown>} work */
async function failureOf(work) {
  try {
    await work()
    return 'it says that it succeeded'
  } catch (error) {
    return `an error without a job: ${error instanceof Error ? error.message.split('\n')[0] : error}`
  }
}
