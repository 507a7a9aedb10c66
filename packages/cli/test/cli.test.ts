import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEmulator, type Emulator } from '@onetake/emulator'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { onetake } from './onetake.ts'

let folder: string
let out: string
let emulator: Emulator | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onetake-cli-'))
  out = join(folder, 'out')
})
afterEach(async () => {
  await emulator?.close()
  emulator = undefined
  await rm(folder, { recursive: true })
})

const WAVE = ['run', 'saymotion.text2motion', '--set', 'prompt=a person waves']

async function ended(args: readonly string[], env?: Record<string, string>) {
  const command = onetake(args, env)
  const code = await command.ended
  return { code, stdout: command.stdout, stderr: command.stderr, lines: command.stdout.trim().split('\n') }
}

/** The environment of someone with an account, at an emulator of the test's own. */
async function account(): Promise<Record<string, string>> {
  emulator = await createEmulator({ speed: 50 })
  const { clientId, clientSecret } = emulator.credentials.saymotion
  return {
    ONETAKE_SAYMOTION_URL: emulator.urls.saymotion,
    ONETAKE_SAYMOTION_CLIENT_ID: clientId,
    ONETAKE_SAYMOTION_CLIENT_SECRET: clientSecret,
  }
}

describe('onetake emulate', () => {
  it('says in one line where it listens, and ends when asked', async () => {
    const emulate = onetake(['emulate', '--port', '0'])
    await emulate.printed('\n')
    const { event, urls } = JSON.parse(emulate.stdout) as { event: string; urls: { saymotion: string } }
    expect(event).toBe('listening')
    expect((await fetch(`${urls.saymotion}/account/v1/creditBalance`)).status).toBe(401)
    emulate.child.kill('SIGTERM')
    expect(await emulate.ended).toBe(0)
    expect(emulate.stdout.trim().split('\n')).toHaveLength(1)
  })

  it('says when its port is taken', async () => {
    const first = onetake(['emulate', '--port', '0'])
    await first.printed('\n')
    const { port } = new URL((JSON.parse(first.stdout) as { urls: { saymotion: string } }).urls.saymotion)
    expect(await ended(['emulate', '--port', port])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('taken'),
    })
    first.child.kill('SIGTERM')
    await first.ended
  })
})

describe('onetake run', () => {
  it('prints what a job has found out, where it makes no files', async () => {
    const optimize = ['run', 'saymotion.optimizePrompt', '--set', 'prompt=walk, then wave']
    const { code, stdout } = await ended([...optimize, '--out', out, '--emulate', '--speed', '50'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ prompts: [expect.stringContaining('walk')] })
  })

  it('says what to set for a service that the environment does not name', async () => {
    const talk = ['run', 'hallo.talk', '--set', 'image=x', '--out', out]
    expect(await ended(talk, await account())).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Set ONETAKE_HALLO_URL to use Hallo'),
    })
  })

  it('prints snapshots, and last the files, which are there', async () => {
    const { code, lines, stderr } = await ended([
      ...WAVE,
      '--out',
      out,
      '--emulate',
      '--speed',
      '50',
      '--json',
    ])
    expect([code, stderr]).toEqual([0, ''])
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    const done = events.at(-1) as { event: string; status: string; out: string; files: DoneFile[] }
    expect(done).toMatchObject({ event: 'done', status: 'succeeded', out })
    expect(done.files.map(({ format }) => format).toSorted()).toEqual(['bvh', 'fbx', 'glb', 'mp4'])
    for (const { path, bytes, sha256 } of done.files) {
      const content = await readFile(path)
      expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([bytes, sha256])
    }
    const seqs = events.slice(0, -1).map(({ seq }) => seq as number)
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
    expect(JSON.parse(await readFile(join(out, 'job.json'), 'utf8'))).toMatchObject({ status: 'succeeded' })
    expect((await readdir(out)).toSorted()).toEqual([
      'job.json',
      'text2motion.bvh',
      'text2motion.fbx',
      'text2motion.glb',
      'text2motion.mp4',
    ])
  })

  it.each([
    ['an unknown operation', ['run', 'saymotion.dance', '--emulate'], /saymotion\.text2motion/],
    ['a word without =', ['run', 'saymotion.text2motion', '--set', 'prompt', '--emulate'], /key=value/],
    [
      'an empty prompt',
      ['run', 'saymotion.text2motion', '--set', 'prompt=', '--emulate'],
      /prompt.*1 to 2000/,
    ],
    ['an unknown field', [...WAVE, '--set', 'colour=red', '--emulate'], /colour/],
    [
      'a wrong type',
      [...WAVE, '--set', 'durationSeconds=long', '--emulate'],
      /durationSeconds must be number/,
    ],
    ['a value out of range', [...WAVE, '--set', 'variants=9', '--emulate'], /variants.*1 to 8/],
    [
      'an unknown character',
      [...WAVE, '--set', 'character=nobody', '--emulate'],
      /character: Must be one of/,
    ],
    [
      'a file that is not there',
      [...WAVE, '--set', 'character=@nobody.glb', '--emulate'],
      /character: there is no file "nobody.glb".*@@/,
    ],
    ['no credentials', WAVE, /ONETAKE_SAYMOTION_CLIENT_ID.*--emulate/],
    ['a speed of nothing', [...WAVE, '--emulate', '--speed', '0'], /above 0/],
    ['a folder that is a file', [...WAVE, '--emulate', '--out', import.meta.filename], /ENOTDIR|EEXIST/],
  ])('refuses %s as usage, says why, and leaves nothing', async (_, args, reason) => {
    const { code, stderr, stdout } = await ended(args.includes('--out') ? args : [...args, '--out', out])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(reason)
    expect(existsSync(join(out, '.onetake'))).toBe(false)
  })

  it('ends with 1 when the job failed, and says why', async () => {
    const env = await account()
    emulator?.faults.add({ kind: 'fail-job', route: 'saymotion.process', code: '501' })
    const { code, stderr, lines } = await ended([...WAVE, '--out', out, '--json'], env)
    expect(code).toBe(1)
    expect(stderr).toMatch(/^Failed: /)
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ event: 'done', status: 'failed', files: [] })
  })

  it('refuses an address that is none, without a stack', async () => {
    const env = { ...(await account()), ONETAKE_SAYMOTION_URL: 'nowhere' }
    const { code, stderr } = await ended([...WAVE, '--out', out], env)
    expect([code, stderr]).toEqual([2, expect.stringContaining('url')])
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  it('leaves the job when whoever reads its output has left', async () => {
    const run = onetake([...WAVE, '--out', out, '--emulate', '--speed', '5', '--json'])
    await run.printed('"status":"queued"')
    run.child.stdout?.destroy()
    expect(await run.ended).toBe(3)
    expect(run.stderr).toContain('onetake resume')
  })

  it('ends with 3 when nobody can be asked', async () => {
    const env = await account()
    const { code, stderr } = await ended([...WAVE, '--out', out], {
      ...env,
      ONETAKE_SAYMOTION_CLIENT_SECRET: 'wrong',
    })
    expect(code).toBe(3)
    expect(stderr).toMatch(/credentials/i)
    expect(stderr).not.toContain('wrong')
  })

  it('stops watching when told to, with the job going on', async () => {
    const args = [...WAVE, '--out', out, '--emulate', '--timeout', '0.5']
    expect(await ended(args)).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/0\.5 s[\s\S]*onetake resume/),
    })
    expect(await ended(args)).toMatchObject({ code: 2, stderr: expect.stringContaining('onetake resume') })
  })
})

describe('a job that was left', () => {
  async function left(speed: string) {
    const run = onetake([...WAVE, '--out', out, '--emulate', '--speed', speed, '--json'])
    await run.printed('"status":"queued"')
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(3)
    return run
  }

  it('goes on where it was', async () => {
    const { stderr } = await left('10')
    expect(stderr).toContain(`onetake resume ${out}`)
    const { code, lines } = await ended(['resume', out, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ event: 'done', status: 'succeeded' })
    expect(existsSync(join(out, 'text2motion.glb'))).toBe(true)
    expect(existsSync(join(out, '.onetake'))).toBe(false)
  })

  it('keeps the files of its input beside it, until it is over', async () => {
    const prompt = join(folder, 'prompt.txt')
    await writeFile(prompt, 'a person waves')
    const args = ['run', 'saymotion.text2motion', '--set', `prompt=@${prompt}`, '--out', out, '--emulate']
    const run = onetake([...args, '--speed', '10', '--json'])
    await run.printed('"status":"queued"')
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(3)
    await rm(prompt)
    const uploads = join(out, '.onetake', 'uploads')
    const names = await readdir(uploads)
    const bytes = names.find((name) => name.endsWith('.bytes')) ?? ''
    expect(await readFile(join(uploads, bytes), 'utf8')).toBe('a person waves')
    expect(await ended(['resume', out])).toMatchObject({ code: 0 })
    expect(existsSync(join(out, '.onetake'))).toBe(false)
  })

  it('can be canceled', async () => {
    await left('1')
    const { code, lines } = await ended(['cancel', out, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ event: 'done', status: 'canceled', files: [] })
  })

  it('is found again after the process was killed', async () => {
    const run = onetake([...WAVE, '--out', out, '--emulate', '--speed', '2', '--json'])
    await run.printed('"status":"running"')
    run.child.kill('SIGKILL')
    await run.ended
    const { code, lines } = await ended(['resume', out, '--json'])
    expect([code, JSON.parse(lines.at(-1) ?? '')]).toEqual([
      0,
      expect.objectContaining({ status: 'succeeded' }),
    ])
  }, 60_000)

  it('is left alone by a second command', async () => {
    const run = onetake([...WAVE, '--out', out, '--emulate', '--speed', '10', '--json'])
    await run.printed('"status":"queued"')
    for (const args of [
      [...WAVE, '--out', out, '--emulate'],
      ['resume', out],
      ['cancel', out],
    ]) {
      expect(await ended(args)).toMatchObject({ code: 2, stdout: '' })
    }
    expect(await run.ended).toBe(0)
    expect(existsSync(join(out, 'text2motion.glb'))).toBe(true)
  })

  it.each([
    ['retry', 0, 'succeeded'],
    ['abandon', 1, 'failed'],
  ])('because its reply was lost can be decided about: %s', async (decision, expected, status) => {
    const env = await account()
    emulator?.faults.add({ kind: 'drop-reply', route: 'saymotion.process' })
    emulator?.faults.add({ kind: 'status', status: 503, route: 'saymotion.list', call: 'every' })
    const run = await ended([...WAVE, '--out', out, '--timeout', '1'], env)
    expect(run).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/charged[\s\S]*onetake retry[\s\S]*abandon/),
    })
    const { code, lines } = await ended([decision, out, '--json'], env)
    expect([code, JSON.parse(lines.at(-1) ?? '')]).toEqual([expected, expect.objectContaining({ status })])
    expect(emulator?.journal.count({ route: 'saymotion.process' })).toBe(decision === 'retry' ? 2 : 1)
  })

  it('is not looked for where none is', async () => {
    expect(await ended(['resume', folder])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('holds no job'),
    })
  })
})

describe('onetake export', () => {
  it.each([
    ['web', ['motion.glb']],
    ['blender', ['motion.glb', 'import_motion.py']],
  ])('makes a BVH ready for %s', async (target, expected) => {
    const bvh = join(folder, 'motion.bvh')
    await writeFile(bvh, MOTION)
    const { code, stdout, stderr } = await ended(['export', bvh, '--for', target, '--out', out])
    expect([code, stderr]).toEqual([0, expect.stringMatching(/fps|frame/i)])
    expect(await readdir(out)).toEqual(expect.arrayContaining(expected))
    expect(stdout.trim().split('\n')).toHaveLength((await readdir(out)).length)
  })

  it('refuses what it cannot read, and says where', async () => {
    const bvh = join(folder, 'motion.bvh')
    await writeFile(bvh, 'HIERARCHY\nROOT hips\n{\n  OFFSET 0 zero 0\n')
    expect(await ended(['export', bvh, '--for', 'web', '--out', out])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/Line 4, column 12/),
    })
    expect(await ended(['export', bvh, '--for', 'maya', '--out', out])).toMatchObject({ code: 2 })
    expect(await ended(['export', join(folder, 'none.bvh'), '--for', 'web'])).toMatchObject({ code: 2 })
  })
})

interface DoneFile {
  path: string
  format: string
  bytes: number
  sha256: string
}

const MOTION = `HIERARCHY
ROOT hips
{
  OFFSET 0 90 0
  CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
  JOINT spine
  {
    OFFSET 0 30 0
    CHANNELS 3 Zrotation Xrotation Yrotation
    End Site
    {
      OFFSET 0 40 0
    }
  }
}
MOTION
Frames: 2
Frame Time: 0.0333333
0 90 0 0 0 0 0 0 0
0 91 0 0 10 0 0 20 0
`
