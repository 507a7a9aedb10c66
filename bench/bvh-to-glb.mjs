/**
 * A BVH to a GLB: ours against Blender's own import of the same BVH, timed inside Blender without its start; and, in a
 * process of its own, how much memory ours takes at its peak. Says so where there is no Blender.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { motionToGlb, parseBvh, toMotion } from '@onetake/export'

const JOINTS = 65
const FRAMES = 10_000
/** A longer take, of a hundred megabytes, whose memory is measured too: beside it, what heap and code take is little. */
const LONG_FRAMES = 50_000
const RUNS = 5
const BLENDER_RUNS = 3

const [, script, who, path] = process.argv
if (script === import.meta.filename && who !== undefined && path !== undefined) await measurePeak(who, path)
else await compareAll()

async function compareAll() {
  const bytes = new TextEncoder().encode(createBvh(FRAMES))
  const megabytes = bytes.length / 1e6
  await convert(bytes)
  const times = []
  let glb = new Uint8Array(0)
  for (let run = 0; run < RUNS; run += 1) {
    globalThis.gc?.()
    const startedAt = performance.now()
    glb = await convert(bytes)
    times.push(performance.now() - startedAt)
  }
  const ours = median(times)
  console.log(
    `BVH to GLB, ${JOINTS} joints x ${FRAMES} frames, ${megabytes.toFixed(1)} MB to ${(glb.length / 1e6).toFixed(1)} MB`,
  )
  const folder = mkdtempSync(join(tmpdir(), 'onetake-bench-'))
  try {
    const file = join(folder, 'source.bvh')
    writeFileSync(file, bytes)
    const theirs = blenderTime(file, folder)
    console.log(
      theirs === null
        ? `  ours ${ours.toFixed(0)} ms (median of ${RUNS}); no Blender on this machine to compare with`
        : `  ours ${ours.toFixed(0)} ms, Blender's import ${theirs.toFixed(0)} ms, ratio ${(theirs / ours).toFixed(1)} ` +
            `(medians of ${RUNS} and ${BLENDER_RUNS})`,
    )
    const idle = peakOf('nothing', file)
    const multiple = () => ((peakOf('ours', file) - idle) / (statSync(file).size / 1e6)).toFixed(1)
    const peak = multiple()
    writeFileSync(file, createBvh(LONG_FRAMES))
    console.log(
      `  peak memory as a multiple of the BVH, beyond the ${idle.toFixed(0)} MB of an idle process: ${peak}; ` +
        `of one of ${(statSync(file).size / 1e6).toFixed(0)} MB: ${multiple()}`,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {Uint8Array} bytes */
async function convert(bytes) {
  return motionToGlb(toMotion(parseBvh(bytes), { unit: 'cm' }).motion)
}

/** Milliseconds, or null without Blender. @param {string} file @param {string} folder */
function blenderTime(file, folder) {
  const blender = process.env['BLENDER_PATH'] ?? 'blender'
  if (spawnSync(blender, ['--version']).status !== 0) return null
  const python = join(folder, 'import.py')
  // Python 3.11 refuses mode "rU", which Debian's Blender 3.4 still asks for.
  writeFileSync(
    python,
    `import builtins, sys, time, bpy
import io_anim_bvh.import_bvh as module
if sys.version_info >= (3, 11):
    module.open = lambda path, mode="r", *rest: builtins.open(path, mode.replace("U", ""), *rest)
for run in range(${BLENDER_RUNS}):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    started = time.perf_counter()
    bpy.ops.import_anim.bvh(filepath=sys.argv[-1], global_scale=0.01)
    print("TOOK", (time.perf_counter() - started) * 1000)
`,
  )
  const options = ['-b', '--factory-startup', '--python-exit-code', '1', '-P', python, '--', file]
  const output = execFileSync(blender, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  return median([...output.matchAll(/^TOOK ([\d.]+)/gm)].map(([, time]) => Number(time)))
}

/** What the child process does. @param {string} name @param {string} file */
async function measurePeak(name, file) {
  if (name === 'ours') await convert(readFileSync(file))
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

/** @param {readonly number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** A chain of joints that all turn: the same file every time. @param {number} count Of frames. */
function createBvh(count) {
  const open = (/** @type {number} */ joint) =>
    `${joint === 0 ? 'ROOT' : 'JOINT'} joint${joint}\n{\nOFFSET 0 10 0\nCHANNELS ` +
    (joint === 0 ? '6 Xposition Yposition Zposition ' : '3 ') +
    'Zrotation Xrotation Yrotation\n'
  const joints = Array.from({ length: JOINTS }, (_, joint) => open(joint))
  const end = `End Site\n{\nOFFSET 0 10 0\n}\n${'}\n'.repeat(JOINTS)}`
  const values = JOINTS * 3 + 3
  const frame = (/** @type {number} */ index) =>
    Array.from({ length: values }, (_, value) => (Math.sin(index * 0.1 + value) * 90).toFixed(6)).join(' ')
  const frames = Array.from({ length: count }, (_, index) => frame(index))
  return `HIERARCHY\n${joints.join('')}${end}MOTION\nFrames: ${count}\nFrame Time: 0.033333\n${frames.join('\n')}\n`
}
