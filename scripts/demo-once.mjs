/** One job through emulator and API without a browser; its files land in `out/`. Needs a build. */
import { createWriteStream } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createJobsClient } from '@onetake/core/client'
import { lastValueFrom, tap } from 'rxjs'
import { startBackend } from './services.mjs'
import { root } from './steps.mjs'

export async function runOnce() {
  const { api } = await startBackend({ emulatorPort: '0', apiPort: '0', speed: '10' })
  const headers = { cookie: await visit(api) }
  const client = createJobsClient({ url: `${api}/api`, headers })
  const job = await client.start('saymotion.text2motion', { prompt: 'a person walks, then waves' })
  const last = await lastValueFrom(client.watch(job.id).pipe(tap(tell)))
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

/**
 * A viewer of the demo is known by a cookie, which a browser would keep by itself.
 *
 * @param {string} api
 */
async function visit(api) {
  const response = await fetch(`${api}/api/operations`)
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

/** @param {import('@onetake/core').JobSnapshot} job */
function tell(job) {
  const progress =
    job.status === 'running' && job.progress !== null ? ` ${Math.round(job.progress * 100)} %` : ''
  console.log(`  ${job.status}${progress}`)
}
