// What one job made, packed for Unity by another: no file leaves the server in between.
// Run it: pnpm --filter @onetake/examples exec tsx job-for-unity.ts
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEmulator } from '@onetake/emulator'
import { saymotion } from '@onetake/provider-deepmotion'
import { exporter } from '@onetake/provider-export'
import { createEngine, createFileArtifacts } from '@onetake/server'

const emulator = await createEmulator({ speed: 20 })
const engine = createEngine({
  providers: [saymotion({ ...emulator.credentials.saymotion, url: emulator.urls.saymotion }), exporter()],
  artifacts: createFileArtifacts(await mkdtemp(join(tmpdir(), 'onetake-example-'))),
})

const ann = { owner: 'ann' }
const wave = await engine.start('saymotion.text2motion', { prompt: 'a person waves' }, ann)
await engine.watch(wave.id, ann).forEach(({ status }) => console.log('motion', status))

const { id } = await engine.start('export.bundle', { job: wave.id, for: 'unity' }, ann)
await engine.watch(id, ann).forEach(({ status }) => console.log('bundle', status))

const bundle = await engine.get(id, ann)
if (bundle.status !== 'succeeded') throw new Error(JSON.stringify(bundle))
console.log(bundle.output)
await engine.stop()
await emulator.close()
