/** Follows jobs with the engine. Told what to do by the environment; tells its figures to its parent. */
import { saymotion } from '@onetake/provider-deepmotion'
import { createEngine, createMemoryStore } from '@onetake/server'
import { virtualClock } from './virtual-clock.mjs'

const { url, clientId, clientSecret, jobs, speed, now } = JSON.parse(process.env.BENCH ?? '')
const clock = virtualClock(now, speed)
const provider = saymotion({ clientId, clientSecret, url })
const { text2motion } = provider.operations
const store = createMemoryStore()
/** Following only: what a job made is not copied. @type {typeof text2motion.status} */
const withoutFiles = async (refs, context) =>
  (await text2motion.status(refs, context)).map((answer) =>
    'status' in answer && answer.status === 'succeeded'
      ? { ...answer, output: { ...answer.output, artifacts: [] } }
      : answer,
  )
const nothingIsKept = () => Promise.reject(new Error('Nothing is kept.'))
const engine = createEngine({
  providers: [{ ...provider, operations: { text2motion: { ...text2motion, status: withoutFiles } } }],
  artifacts: { write: nothingIsKept, read: nothingIsKept },
  store,
  clock,
})

/** @type {Map<string, number>} */
const knownAt = new Map()
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
// Until each has an id there, it is submitted, not followed.
while ((await store.list({ active: true })).some(({ ref }) => ref === null)) {
  await new Promise((next) => setTimeout(next, 10))
}
const before = process.cpuUsage()
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
