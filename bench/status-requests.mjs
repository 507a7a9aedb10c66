/**
 * Following a thousand jobs of one account to their ends: how many questions does the service get, how much
 * of our processor does it take, and how late is the end of a job known? Against the official client, each
 * in a process of its own before an emulator of its own; no side copies a file.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createClock, createEmulator } from '@onetake/emulator'

const JOBS = 1_000
/** Virtual seconds in a second. */
const SPEED = 5

const ours = await follow('onetake')
const theirs = await follow('official')
console.log(
  `Following ${JOBS} jobs: ours ${show(ours)}; dm-saymotion-api ${show(theirs)};\n` +
    `  ratios: status requests 1/${(theirs.questions / ours.questions).toFixed(0)}, ` +
    `CPU 1/${(theirs.cpuSeconds / ours.cpuSeconds).toFixed(1)}, ` +
    `delay ${(ours.delaySeconds / theirs.delaySeconds).toFixed(2)}\n`,
)

/**
 * @param {'onetake' | 'official'} who
 * @returns {Promise<Figures>}
 */
async function follow(who) {
  const clock = createClock({ speed: SPEED })
  // Nothing is done before all is submitted: following alone is measured.
  const modes = { saymotion: { workers: 40, jobSeconds: 12, queueSeconds: 90, credits: 1e6 } }
  const emulator = await createEmulator({ clock, modes })
  const { clientId, clientSecret } = emulator.credentials.saymotion
  const follower = fork(new URL(`status-requests/${who}.mjs`, import.meta.url), {
    env: {
      ...process.env,
      BENCH: JSON.stringify({
        url: emulator.urls.saymotion,
        clientId,
        clientSecret,
        jobs: JOBS,
        speed: SPEED,
        now: clock.now(),
      }),
    },
  })
  let questions = 0
  const count = () => {
    questions += emulator.journal.count({ route: 'saymotion.status' })
    emulator.journal.clear()
  }
  const counting = setInterval(count, 250)
  /** @type {[{ knownAt: Record<string, number>, cpuSeconds: number }]} */
  const [{ knownAt, cpuSeconds }] = await once(follower, 'message')
  clearInterval(counting)
  count()
  const endedAt = await endsOf(emulator)
  const delays = Object.entries(knownAt).map(([rid, at]) => at - (endedAt.get(rid) ?? at))
  await emulator.close()
  return {
    questions,
    cpuSeconds,
    lost: JOBS - delays.length,
    delaySeconds: delays.reduce((sum, ms) => sum + ms, 0) / delays.length / 1_000,
  }
}

/**
 * When each job ended, as the service knows it.
 *
 * @param {import('@onetake/emulator').Emulator} emulator
 */
async function endsOf({ urls, credentials }) {
  const { clientId, clientSecret } = credentials.saymotion
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  const answer = await fetch(`${urls.saymotion}/job/v1/list`, { headers: { authorization } })
  /** @type {{ list: { rid: string, mtime: number }[] }} */
  const { list } = /** @type {any} */ (await answer.json())
  return new Map(list.map(({ rid, mtime }) => [rid, mtime]))
}

/**
 * @typedef {object} Figures
 * @property {number} questions - Status requests that the service got.
 * @property {number} cpuSeconds - Of the follower's process.
 * @property {number} delaySeconds - Virtual, from the end of a job to its being known; the mean.
 * @property {number} lost - Jobs whose end never became known.
 */

/** @param {Figures} figures */
function show({ questions, cpuSeconds, delaySeconds, lost }) {
  const figures = `${questions} status requests, ${cpuSeconds.toFixed(1)} s CPU, ends known after ${delaySeconds.toFixed(1)} s`
  return lost === 0 ? figures : `${figures}, ${lost} never`
}
