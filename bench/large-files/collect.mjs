/** Our engine, copying what a finished job delivers. */
import { createEngine } from '@onetake/server'
import { answer } from './answer.mjs'
import { engineOptions, lastDownload, owner } from './engine.mjs'

const engine = createEngine(engineOptions)
const viewer = { owner: owner() }

answer(null, {
  /** @param {{ readonly id: string, readonly url: string }} of */
  async collect({ id, url }) {
    await engine.start('links.copy', { url }, { ...viewer, id })
    const job = await new Promise((resolve, reject) => {
      engine.watch(id, viewer).subscribe({
        next: (snapshot) => snapshot.status === 'succeeded' && resolve(snapshot),
        error: reject,
        complete: () => engine.get(id, viewer).then((ended) => reject(new Error(JSON.stringify(ended)))),
      })
    })
    return { seconds: (performance.now() - lastDownload.startedAt) / 1000, file: job.output.artifacts[0] }
  },
})
