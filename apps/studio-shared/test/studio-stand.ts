import { spawn, execFile, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createEmulator, type Emulator } from '@onetake/emulator'
import { chromium, type BrowserContext } from 'playwright'
import { preview } from 'vite'

/** A studio as people meet it: built, served, with its API and a service whose time stands still. */
export interface StudioStand {
  readonly url: string
  /** The folder with everything that was built for browsers. */
  readonly bundle: string
  readonly emulator: Emulator
  /** One person's browser. */
  readonly context: BrowserContext
  /** Break every connection to the studio's server. */
  hangUp(): void
  close(): Promise<void>
}

/** @param root - The studio's folder. */
export async function startStudioStand(root: string, chromiumPath: string): Promise<StudioStand> {
  const closers: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const run of closers.toReversed()) await run()
  }
  try {
    const folder = await mkdtemp(join(tmpdir(), 'onetake-studio-'))
    closers.push(() => rm(folder, { recursive: true, force: true }))
    const outDir = join(folder, 'dist')
    await build(root, outDir)

    const emulator = await createEmulator({ speed: 0 })
    closers.push(() => emulator.close())
    const api = startApi(emulator, join(folder, 'data'))
    closers.push(() => stop(api))
    const target = await addressOf(api)

    const server = await preview({
      root,
      logLevel: 'error',
      build: { outDir },
      preview: { port: 0, host: '127.0.0.1', proxy: { '/api': { target } } },
    })
    closers.push(() => server.close())
    const { port } = server.httpServer.address() as AddressInfo

    const browser = await chromium.launch({ executablePath: chromiumPath })
    closers.push(() => browser.close())
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    context.setDefaultTimeout(60_000)
    const hangUp = () => {
      if ('closeAllConnections' in server.httpServer) server.httpServer.closeAllConnections()
    }
    return { url: `http://127.0.0.1:${port}`, bundle: outDir, emulator, context, hangUp, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** In a process of its own: here, `NODE_ENV` is `test`, and the build would be another one. */
async function build(root: string, outDir: string): Promise<void> {
  const vite = fileURLToPath(new URL('../../bin/vite.js', import.meta.resolve('vite')))
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', outDir, '--emptyOutDir'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
  })
}

function startApi({ urls, credentials }: Emulator, dataFolder: string): ChildProcess {
  return spawn(process.execPath, [fileURLToPath(new URL('../../api/dist/main.js', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      PORT: '0',
      ONETAKE_DATA: dataFolder,
      ONETAKE_SAYMOTION_URL: urls.saymotion,
      ONETAKE_SAYMOTION_CLIENT_ID: credentials.saymotion.clientId,
      ONETAKE_SAYMOTION_CLIENT_SECRET: credentials.saymotion.clientSecret,
    },
  })
}

/** What it says first, when it listens. */
async function addressOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('The API says nothing.')
  for await (const line of createInterface(stdout)) {
    const [url] = /http:\S+/.exec(line) ?? []
    if (url !== undefined) return url
  }
  throw new Error('The API ended before it listened. Is it built?')
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill()
  await ended
}
