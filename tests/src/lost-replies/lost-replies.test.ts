import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClock, createEmulator, type Emulator, type Fault } from '@onetake/emulator'
import {
  createEngine,
  createFileArtifacts,
  createFileStore,
  createFileUploads,
  type Engine,
} from '@onetake/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fastClock } from '../fast-clock.mjs'
import { handIn } from '../hand-in.mjs'
import { FILES, providersOf, SERVICES } from '../services.mjs'

const SPEED = 60
const ann = { owner: 'ann' }
const PATIENCE = { timeout: 15_000, interval: 20 }

let folder: string
let emulator: Emulator
let engines: Engine[]
/** What all clocks of a case go by: the service's, ours, and that of the process that is killed. */
let origin: Parameters<typeof fastClock>[0]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onetake-lost-'))
  emulator = await createEmulator({ clock: createClock({ speed: SPEED }) })
  origin = { speed: SPEED, real: Date.now(), virtual: emulator.clock.now() }
  engines = []
  await handIn(uploads(), ann.owner, FILES)
})
afterEach(async () => {
  for (const engine of engines) await engine.stop()
  await emulator.close()
  await rm(folder, { recursive: true, force: true })
})

const uploads = () => createFileUploads(join(folder, 'uploads'))

async function open(fetch = globalThis.fetch): Promise<Engine> {
  const store = await createFileStore(join(folder, 'jobs.json'))
  const engine: Engine = createEngine({
    providers: providersOf(emulator),
    artifacts: createFileArtifacts(join(folder, 'artifacts')),
    store,
    uploads: uploads(),
    clock: fastClock(origin),
    fetch,
  })
  engines.push(engine)
  return engine
}

/** A submit that is processed, while its reply does not come back as it should. */
const FAULTS: readonly (readonly [string, Fault])[] = [
  ['is dropped', { kind: 'drop-reply' }],
  ['breaks off within its body', { kind: 'truncate', afterBytes: 3 }],
  ['is a 502', { kind: 'status', status: 502, processed: true }],
  ['is a 503', { kind: 'status', status: 503, processed: true }],
  ['is a 504', { kind: 'status', status: 504, processed: true }],
  ['is the page of a gateway', { kind: 'html', status: 504, processed: true }],
]

describe.each(SERVICES)('a submit of $operation', ({ operation, submitRoute, input, canTell }) => {
  const submits = () => emulator.journal.count({ route: submitRoute })
  const statuses = async (engine: Engine) => (await engine.history('j', ann)).map(({ status }) => status)

  /** One submit, told as unconfirmed, and never as a failure; it goes on where the service can tell. */
  async function expectOneSubmit(engine: Engine) {
    await vi.waitFor(async () => expect(await statuses(engine)).toContain('unconfirmed'), PATIENCE)
    if (canTell)
      await vi.waitFor(async () => expect((await engine.get('j', ann)).status).toBe('succeeded'), PATIENCE)
    else await engine.get('j', ann).then(({ status }) => expect(status).toBe('unconfirmed'))
    expect(await statuses(engine)).not.toContain('failed')
    expect(submits()).toBe(1)
  }

  it.each(FAULTS)('whose reply %s', async (_, fault) => {
    emulator.faults.add({ ...fault, route: submitRoute })
    const engine = await open()
    await engine.start(operation, input, { ...ann, id: 'j' })
    await expectOneSubmit(engine)
  })

  it('whose reply does not come in time', async () => {
    emulator.faults.add({ kind: 'delay', seconds: 3_600, route: submitRoute })
    const engine = await open(async (url, init) => {
      const limit = AbortSignal.timeout(500)
      return fetch(url, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, limit]) : limit })
    })
    await engine.start(operation, input, { ...ann, id: 'j' })
    await expectOneSubmit(engine)
  })

  it('whose process is killed before the reply comes', async () => {
    emulator.faults.add({ kind: 'delay', seconds: 3_600, route: submitRoute })
    const child = spawn(process.execPath, [new URL('start-one.mjs', import.meta.url).pathname], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        START: JSON.stringify({
          folder,
          operation,
          input,
          urls: emulator.urls,
          credentials: emulator.credentials,
          origin,
        }),
      },
    })
    await vi.waitFor(() => expect(submits()).toBe(1), PATIENCE)
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
    const engine = await open()
    await engine.resume()
    await expectOneSubmit(engine)
  })
})
