/** Follows jobs with the engine. Told what to do by the environment; tells its figures to its parent. */
import { saymotion } from '@onetake/provider-deepmotion'
import { createEngine, createMemoryStore } from '@onetake/server'
import { virtualClock } from './virtual-clock.mjs'

const { url, clientId, clientSecret, jobs, speed, now } = JSON.parse(process.env.BENCH ?? '')
const clock = virtualClock(now, speed)
const provider = saymotion({ clientId, clientSecret, url })
const { text2motion } = provider.operations
const store = createMemoryStore()
const engine = createEngine({
  // Following only: what a job made is not copied.
  providers: [
    { ...provider, operations: { text2motion: { ...text2motion, download: async () => new Response('x') } } },
  ],
  artifacts: {
    async write(_, body) {
      for await (const _chunk of body);
    },
    read: () => Promise.reject(new Error('Nothing is kept.')),
  },
  store,
  clock,
})

/** @type {Map<string, number>} */
const knownAt = new Map()
const before = process.cpuUsage()
const allKnown = new Promise((done) => {
  engine.changes.subscribe(({ job }) => {
    if (job.status === 'failed') throw new Error(job.error.message)
    if (job.status !== 'collecting' || knownAt.has(job.id)) return
    knownAt.set(job.id, clock.now())
    if (knownAt.size === jobs) done(null)
  })
})
for (let index = 0; index < jobs; index += 1) {
  const viewer = { owner: 'bench', id: `job-${index}` }
  await engine.start('saymotion.text2motion', { prompt: `a person waves ${index}` }, viewer)
}
await allKnown
const { user, system } = process.cpuUsage(before)
await engine.stop()

/** @type {Record<string, number>} */
const byRid = {}
for (const [id, at] of knownAt) {
  const ref = /** @type {{ rid: string }} */ ((await store.get(id))?.ref)
  byRid[ref.rid] = at
}
process.send?.({ knownAt: byRid, cpuSeconds: (user + system) / 1e6 })
process.disconnect()
