/**
 * A PLY of Gaussian splats to SPZ version 3: ours against splat-transform, in turn, in one process; how true each result
 * is to the source; and, in processes of their own, how much memory each takes at its peak.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSplats, splatsTo, streamPlyToSpz } from '@onetake/export'

const SPLATS = 200_000
const RUNS = 3

const [, script, who, path] = process.argv
if (script === import.meta.filename && who !== undefined && path !== undefined) await measurePeak(who, path)
else await compareAll()

async function compareAll() {
  const ply = await createPly()
  const ways = {
    ours: () => ours(ply),
    'ours, 4 bits': () => ours(ply, 4),
    'splat-transform': () => peer(ply),
  }
  const times = new Map(Object.keys(ways).map((name) => [name, /** @type {number[]} */ ([])]))
  const results = new Map()
  for (let run = 0; run <= RUNS; run += 1)
    for (const [name, convert] of Object.entries(ways)) {
      globalThis.gc?.()
      const startedAt = performance.now()
      results.set(name, await convert())
      // The first run warms up.
      if (run > 0) times.get(name)?.push(performance.now() - startedAt)
    }

  const megabytes = ply.length / 1e6
  console.log(`PLY to SPZ 3, ${SPLATS} splats of degree 3, ${megabytes.toFixed(1)} MB (medians of ${RUNS})`)
  const { splats: source } = await readSplats(ply)
  const slowest = median(times.get('splat-transform') ?? [])
  for (const [name, bytes] of results) {
    const time = median(times.get(name) ?? [])
    const { splats } = await readSplats(bytes)
    console.log(
      `  ${name}: ${time.toFixed(0)} ms, ratio ${(slowest / time).toFixed(1)}, ${(bytes.length / 1e6).toFixed(2)} MB; ` +
        `error of harmonics ${rms(source.harmonics, splats.harmonics).toFixed(4)}, of colours ` +
        `${rms(source.colors, splats.colors).toFixed(4)}, of positions ${rms(source.positions, splats.positions).toExponential(1)}, ` +
        `of rotations ${degrees(source.rotations, splats.rotations).toFixed(3)} degrees (root mean square)`,
    )
  }

  const folder = mkdtempSync(join(tmpdir(), 'onetake-bench-'))
  try {
    const file = join(folder, 'source.ply')
    writeFileSync(file, ply)
    const idle = peakOf('nothing', file)
    const peaks = ['ours', 'ours, streamed', 'splat-transform'].map(
      (name) => `${name} ${((peakOf(name, file) - idle) / megabytes).toFixed(1)}`,
    )
    console.log(
      `  peak memory as a multiple of the PLY, beyond the ${idle.toFixed(0)} MB of an idle process: ${peaks.join(', ')}`,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {Uint8Array} ply @param {number} [harmonicBits] */
async function ours(ply, harmonicBits) {
  const { splats } = await readSplats(ply)
  return (await splatsTo('spz', splats, harmonicBits === undefined ? {} : { harmonicBits })).bytes
}

/** @param {Uint8Array} ply */
async function peer(ply) {
  // Not loaded with this file, since its memory would count as ours.
  const { MemoryFileSystem, MemoryReadFileSystem, readFile, writeFile } =
    await import('@playcanvas/splat-transform')
  const fileSystem = new MemoryReadFileSystem()
  fileSystem.set('source.ply', ply)
  const options = {
    iterations: 1,
    lodSelect: [0],
    unbundled: false,
    lodChunkCount: 512,
    lodChunkExtent: 16,
    spzVersion: /** @type {const} */ (3),
  }
  const [dataTable] = await readFile({
    filename: 'source.ply',
    inputFormat: 'ply',
    options,
    params: [],
    fileSystem,
  })
  const output = new MemoryFileSystem()
  if (dataTable) await writeFile({ filename: 'result.spz', outputFormat: 'spz', dataTable, options }, output)
  return output.results.get('result.spz') ?? new Uint8Array(0)
}

/** What the child process does. @param {string} name @param {string} file */
async function measurePeak(name, file) {
  if (name === 'ours') await ours(readFileSync(file))
  else if (name === 'splat-transform') await peer(readFileSync(file))
  else if (name === 'ours, streamed') {
    const { createReadStream } = await import('node:fs')
    const { spz } = await streamPlyToSpz(createReadStream(file, { highWaterMark: 1 << 20 }))
    for await (const chunk of spz) void chunk
  }
  console.log(`peak ${peakKilobytes() / 1000}`)
}

/** Of this process alone: what the system calls its maximum may be that of the process which started it. */
function peakKilobytes() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS
  return Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
}

/** Megabytes. @param {string} name @param {string} file */
function peakOf(name, file) {
  const { stdout } = spawnSync(process.execPath, [import.meta.filename, name, file], { encoding: 'utf8' })
  return Number(/peak ([\d.]+)/.exec(stdout)?.[1])
}

/** Splats on a wavy ground whose colours change slowly, as in a real scene: the same file every time. */
async function createPly() {
  let state = 1
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  /** About normal, of variance 1. */
  const noise = () => (random() + random() + random() + random() - 2) * 1.73
  const fill = (/** @type {number} */ parts, /** @type {(index: number, part: number) => number} */ value) =>
    Float32Array.from({ length: SPLATS * parts }, (_, at) => value(Math.floor(at / parts), at % parts))
  const positions = fill(3, (_, axis) => (axis === 1 ? noise() * 0.3 : noise() * 3))
  const rotations = fill(4, noise)
  for (let at = 0; at < rotations.length; at += 4) {
    const length = Math.hypot(...rotations.subarray(at, at + 4))
    for (let part = 0; part < 4; part += 1) rotations[at + part] /= length
  }
  const splats = {
    count: SPLATS,
    degree: /** @type {const} */ (3),
    antialiased: false,
    positions,
    scales: fill(3, () => -5 + noise()),
    rotations,
    opacities: fill(1, () => noise() * 2),
    colors: fill(3, (index, channel) => Math.sin((positions[index * 3] ?? 0) + channel) + noise() * 0.2),
    harmonics: fill(45, (_, part) => noise() * (part < 9 ? 0.12 : part < 24 ? 0.06 : 0.04)),
  }
  return (await splatsTo('ply', splats)).bytes
}

/** @param {Float32Array} a @param {Float32Array} b */
function rms(a, b) {
  return Math.sqrt(a.reduce((sum, value, at) => sum + (value - (b[at] ?? 0)) ** 2, 0) / a.length)
}

/** @param {Float32Array} a @param {Float32Array} b */
function degrees(a, b) {
  let sum = 0
  for (let at = 0; at < a.length; at += 4) {
    let dot = 0
    for (let part = at; part < at + 4; part += 1) dot += (a[part] ?? 0) * (b[part] ?? 0)
    sum += ((360 / Math.PI) * Math.acos(Math.min(1, Math.abs(dot)))) ** 2
  }
  return Math.sqrt(sum / (a.length / 4))
}

/** @param {readonly number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
