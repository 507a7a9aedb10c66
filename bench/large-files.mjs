/**
 * Large files on each way they take: how fast against curl on the same loopback, how much memory, and whether
 * they arrive whole where the line was cut midway. Both sides write to disk and flush at the end.
 *
 * ONETAKE_BENCH_BYTES: the size of the file, 128 MiB unless told. ONETAKE_BENCH_FOLDER: where it all lies; the
 * folder for temporary files unless told. ONETAKE_BENCH_RUNS: 3 unless told. ONETAKE_BENCH_ONLY: a part of the name of a way.
 * ONETAKE_BENCH_NODE: the options of Node that every process is started with; none where it is empty.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasCurl } from './large-files/curl.mjs'
import { createFile } from './large-files/file.mjs'
import { ways } from './large-files/ways.mjs'

const bytes = Number(process.env['ONETAKE_BENCH_BYTES'] ?? 128 * 1024 ** 2)
const runs = Number(process.env['ONETAKE_BENCH_RUNS'] ?? 3)
const only = process.env['ONETAKE_BENCH_ONLY'] ?? ''
const WHO = /** @type {const} */ (['curl', 'curlAndHash', 'ours', 'node'])
const load = () => (loadavg()[0] ?? 0).toFixed(1)
const megabytes = (/** @type {number} */ count) => (count / 1e6).toFixed(0)

if (await hasCurl()) {
  const folder = await mkdtemp(join(process.env['ONETAKE_BENCH_FOLDER'] ?? tmpdir(), 'onetake-large-'))
  try {
    await measure(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
} else console.log('Large files: skipped, there is no curl. Install it with: apt-get install curl\n')

/** @param {string} folder */
async function measure(folder) {
  const file = await createFile(join(folder, 'file'), bytes)
  console.log(
    `Files of ${(bytes / 1024 ** 2).toFixed(0)} MiB, medians of ${runs}; peak memory of the process in question (load ${load()}):`,
  )
  for (const { name, start } of ways) {
    if (!name.includes(only)) continue
    const way = await start({ folder, file })
    const seconds = { ours: /** @type {number[]} */ ([]), curl: [], curlAndHash: [], node: [] }
    try {
      // The first round is not counted: a server that has just been started is compiling yet. Nobody always comes
      // after the same one, as a disk that has just been written to may be slow for a while.
      for (let run = 0; run <= runs; run += 1) {
        for (const who of [...WHO.slice(run % WHO.length), ...WHO.slice(0, run % WHO.length)]) {
          const took = await way[who]?.()
          if (took !== undefined && run > 0) seconds[who].push(took)
        }
      }
      const resumed = await way.cut()
      console.log(
        `  ${name.padEnd(34)} ${show(seconds)}  peak ${megabytes(await way.peakBytes())} MB  ${resumed}`,
      )
    } finally {
      await way.stop()
    }
  }
  console.log(`  (load ${load()})\n`)
}

/** @param {Readonly<Record<(typeof WHO)[number], readonly number[]>>} seconds */
function show({ ours, curl, curlAndHash, node }) {
  const peers = [
    { name: 'curl', times: curl },
    { name: 'curl and openssl dgst', times: curlAndHash },
    { name: 'bare Node', times: node },
  ]
  const beside = peers
    .filter(({ times }) => times.length > 0)
    .map(({ name, times }) => `, ${name} ${speed(times)}, ratio ${(median(times) / median(ours)).toFixed(2)}`)
  return `${speed(ours)}${beside.join('')}`.padEnd(78)
}

function speed(/** @type {readonly number[]} */ seconds) {
  return `${megabytes(bytes / median(seconds))} MB/s`
}

/** @param {readonly number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
