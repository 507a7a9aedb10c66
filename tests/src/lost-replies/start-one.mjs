/** A process that starts one job and would wait for its end: to be killed on the way. */
import { join } from 'node:path'
import { createEngine, createFileArtifacts, createFileStore, createFileUploads } from '@onetake/server'
import { fastClock } from '../fast-clock.mjs'
import { providersOf } from '../services.mjs'

const { folder, operation, input, urls, credentials, origin } = JSON.parse(process.env.START ?? '')
const engine = createEngine({
  providers: providersOf({ urls, credentials }),
  artifacts: createFileArtifacts(join(folder, 'artifacts')),
  uploads: createFileUploads(join(folder, 'uploads')),
  store: await createFileStore(join(folder, 'jobs.json')),
  clock: fastClock(origin),
})
await engine.start(operation, input, { owner: 'ann', id: 'j' })
