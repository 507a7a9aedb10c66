/** Follows jobs as DeepMotion's own client does: one loop for each job, a question every five seconds. */
import { SaymotionClient } from 'dm-saymotion-api'
import { virtualClock } from './virtual-clock.mjs'

const { url, clientId, clientSecret, jobs, speed, now } = JSON.parse(process.env.BENCH ?? '')
const clock = virtualClock(now, speed)
const client = new SaymotionClient(url, clientId, clientSecret)
const [character] = await client.list_character_models()

/** @type {Record<string, number>} */
const knownAt = {}
/** Jobs whose loop ended at its first failed question: the client only prints that. */
let lost = 0
let before = process.cpuUsage()
const allKnown = new Promise((done) => {
  const look = () => Object.keys(knownAt).length + lost === jobs && done(null)
  /** @param {{ rid: string }} result */
  const onResult = ({ rid }) => {
    knownAt[rid] = clock.now()
    look()
  }
  console.error = () => {
    lost += 1
    look()
  }
  void (async () => {
    for (let index = 0; index < jobs; index += 1) {
      const everySeconds = 5 / speed
      await client.start_new_job(
        `a person waves ${index}`,
        character?.id ?? '',
        undefined,
        onResult,
        () => {},
        everySeconds,
        false,
      )
    }
    before = process.cpuUsage()
  })()
})
await allKnown
const { user, system } = process.cpuUsage(before)
await client.close()
process.send?.({ knownAt, cpuSeconds: (user + system) / 1e6 })
process.disconnect()
