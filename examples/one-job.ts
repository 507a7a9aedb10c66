// One job from a prompt to its files, with the service emulated in this process.
// Run it: pnpm --filter @onetake/examples exec tsx one-job.ts
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEmulator } from '@onetake/emulator'
import { saymotion } from '@onetake/provider-deepmotion'
import { createEngine, createFileArtifacts } from '@onetake/server'

const emulator = await createEmulator({ speed: 20 })
const engine = createEngine({
  providers: [saymotion({ ...emulator.credentials.saymotion, url: emulator.urls.saymotion })],
  artifacts: createFileArtifacts(await mkdtemp(join(tmpdir(), 'onetake-example-'))),
})

const ann = { owner: 'ann' }
const { id } = await engine.start('saymotion.text2motion', { prompt: 'a person waves' }, ann)
await engine.watch(id, ann).forEach((job) => console.log(job.status, 'progress' in job ? job.progress : ''))

const job = await engine.get(id, ann)
console.log(job)
await emulator.close()
