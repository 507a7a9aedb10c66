/**
 * `pnpm demo`: builds, then starts an emulator of the services, the API and both studios, and prints
 * where they are. `pnpm demo --once`: runs one job through emulator and API without a browser, and
 * writes its files to `out/`.
 */
import { createWriteStream } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createJobsClient } from '@onetake/core/client'
import { lastValueFrom, tap } from 'rxjs'
import { startBackend, startStudio, stopServices } from './services.mjs'
import { root, turbo } from './steps.mjs'

const once = process.argv.includes('--once')
turbo('build', 'build')
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => stopServices().then(() => process.exit(0)))

try {
  await (once ? runOnce() : serve())
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
if (once || process.exitCode) await stopServices()

async function serve() {
  const { api } = await startBackend({ emulatorPort: '4010', apiPort: '4000', speed: '2' })
  const react = await startStudio('studio-react', '5173', api)
  const vue = await startStudio('studio-vue', '5174', api)
  console.log(`
  Studio (React)  ${react}
  Studio (Vue)    ${vue}
  API             ${api}/api/operations
  Ctrl-C stops everything.
`)
}

async function runOnce() {
  const { api } = await startBackend({ emulatorPort: '0', apiPort: '0', speed: '10' })
  // A viewer of the demo is known by a cookie, which a browser would keep by itself.
  const visit = await fetch(`${api}/api/operations`)
  const headers = {
    cookie: visit.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; '),
  }
  const client = createJobsClient({ url: `${api}/api`, headers })
  const job = await client.start('saymotion.text2motion', { prompt: 'a person walks, then waves' })
  const last = await lastValueFrom(client.watch(job.id).pipe(tap(({ status }) => console.log(`  ${status}`))))
  if (last.status !== 'succeeded') throw new Error(`The job ended as ${JSON.stringify(last)}.`)

  const out = join(root, 'out')
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  for (const artifact of last.output.artifacts) {
    const { body } = await fetch(client.fileUrl(artifact), { headers })
    await pipeline(Readable.fromWeb(body), createWriteStream(join(out, artifact.name)))
    console.log(`  out/${artifact.name}  ${artifact.bytes} bytes`)
  }
  await writeFile(join(out, 'job.json'), `${JSON.stringify(last, null, 2)}\n`)
}
