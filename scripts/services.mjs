/** The processes of the demo: started one by one, each when the one before is ready, and stopped together. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from './steps.mjs'

/** @type {import('node:child_process').ChildProcess[]} */
const running = []
/** @type {string[]} */
const folders = []

/**
 * An emulator, and the API that uses it.
 *
 * @param {{ emulatorPort: string, apiPort: string, speed: string }} options
 */
export async function startBackend({ emulatorPort, apiPort, speed }) {
  const cli = join(root, 'packages/cli/bin/onetake.js')
  const listening = await start(
    'emulator',
    [cli, 'emulate', '--port', emulatorPort, '--speed', speed],
    {},
    /^\{.*\}$/,
  )
  const { urls } = JSON.parse(listening)
  // A new emulator knows no job of an earlier one, so neither need the API.
  const data = await mkdtemp(join(tmpdir(), 'onetake-demo-'))
  folders.push(data)
  const line = await start(
    'API',
    ['--initial-old-space-size=64', '--max-semi-space-size=4', join(root, 'apps/api/dist/main.js')],
    {
      PORT: apiPort,
      ONETAKE_DATA: data,
      ONETAKE_ANIMATE3D_URL: urls.animate3d,
      ONETAKE_ANIMATE3D_CLIENT_ID: 'emulated-client',
      ONETAKE_ANIMATE3D_CLIENT_SECRET: 'emulated-secret',
      ONETAKE_SAYMOTION_URL: urls.saymotion,
      ONETAKE_SAYMOTION_CLIENT_ID: 'emulated-client',
      ONETAKE_SAYMOTION_CLIENT_SECRET: 'emulated-secret',
      ONETAKE_OPUS_URL: urls.opus,
      ONETAKE_OPUS_RAPIDAPI_KEY: 'emulated-key',
      ONETAKE_DICE_TALK_URL: urls['dice-talk'],
      ONETAKE_HALLO_URL: urls.hallo,
    },
    /https?:\/\/\S+/,
  )
  return { emulator: urls.saymotion, api: new URL(line).origin }
}

/**
 * A built studio, served with the API behind it on the same origin.
 *
 * @param {string} name
 * @param {string} port
 * @param {string} api
 */
export async function startStudio(name, port, api) {
  const folder = join(root, 'apps', name)
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  return start(
    name,
    [vite, 'preview', '--port', port],
    { ONETAKE_API: api, NO_COLOR: '1' },
    /https?:\/\/\S+/,
    folder,
  )
}

/** Ends what was started, the last first. */
export async function stopServices() {
  for (const child of running.splice(0).toReversed()) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
}

/**
 * Start a program, and wait for the line that says it is ready.
 *
 * @param {string} name
 * @param {readonly string[]} args
 * @param {Record<string, string>} env
 * @param {RegExp} ready
 * @param {string} cwd
 * @returns {Promise<string>} What `ready` found.
 */
async function start(name, args, env, ready, cwd = root) {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.push(child)
  for await (const line of createInterface({ input: child.stdout })) {
    const [found] = ready.exec(line) ?? []
    if (found) {
      child.stdout.resume()
      return found
    }
  }
  throw new Error(`The ${name} ended before it was ready.`)
}
