import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exportFile, type ExportFileOptions } from './export-file.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onetake-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** What a command says on stdout and stderr. */
async function said(path: string, options: Omit<ExportFileOptions, 'out'>) {
  const texts = { stdout: '', stderr: '' }
  const writeTo = (name: keyof typeof texts) => ({ write: (text: string) => (texts[name] += text) })
  await exportFile(
    path,
    { out: join(folder, 'made'), ...options },
    {
      stdout: writeTo('stdout'),
      stderr: writeTo('stderr'),
      env: {},
      signal: new AbortController().signal,
    },
  )
  return texts
}

const MOTION = `HIERARCHY
ROOT hips
{
  OFFSET 0 90 0
  CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
  End Site
  {
    OFFSET 0 40 0
  }
}
MOTION
Frames: 2
Frame Time: 0.0333333
0 90 0 0 0 0
0 91 0 0 10 0
`

const JOB = {
  id: 'job-1',
  operation: 'saymotion.text2motion',
  seq: 7,
  createdAt: 0,
  updatedAt: 60_000,
  status: 'succeeded',
  output: { artifacts: [{ name: 'wave.bvh', bytes: 1, sha256: 'a' }], data: {} },
}

const makeRun = async () => {
  await writeFile(join(folder, 'wave.bvh'), MOTION)
  await writeFile(join(folder, 'wave.mp4'), 'film')
  await writeFile(join(folder, 'notes.bvh'), 'not of this job')
  await writeFile(join(folder, 'job.json'), JSON.stringify(JOB))
}

describe('onetake export', () => {
  it('takes the folder of a run: its models alone, and where they come from', async () => {
    await makeRun()
    const { stdout, stderr } = await said(folder, { for: 'blender' })
    expect(stdout).toContain(join(folder, 'made', 'wave-blender.zip'))
    expect(stderr).toMatch(/^wave, for Blender\..*\n\nMade by saymotion\.text2motion, job job-1/)
    const provenance = JSON.parse(await readFile(join(folder, 'made', 'provenance.json'), 'utf8'))
    expect(provenance).toMatchObject({
      job: { id: 'job-1', finishedAt: '1970-01-01T00:01:00.000Z' },
      sources: [{ name: 'wave.bvh' }],
      tools: { onetake: expect.any(String) },
    })
  })

  it('knows the job of a single file by the job.json beside it, and of no other file', async () => {
    await makeRun()
    await said(join(folder, 'wave.bvh'), { for: 'web' })
    const read = async () => JSON.parse(await readFile(join(folder, 'made', 'provenance.json'), 'utf8'))
    expect(await read()).toMatchObject({ job: { id: 'job-1' } })
    await writeFile(join(folder, 'notes.bvh'), MOTION)
    await said(join(folder, 'notes.bvh'), { for: 'web' })
    expect(await read()).toMatchObject({ job: null })
  })

  it('changes the motion on the way, and says so', async () => {
    await makeRun()
    const { stderr } = await said(folder, { for: 'web', fps: 60, rootMotion: 'in-place' })
    expect(stderr).toContain('60 frames per second; travel: in-place.')
  })

  it('says what --root-motion takes, and which character cannot be read', async () => {
    await makeRun()
    await expect(said(folder, { for: 'web', rootMotion: 'sideways' })).rejects.toThrow(
      'keep, in-place, root-bone',
    )
    await expect(said(folder, { for: 'web', character: join(folder, 'nobody.glb') })).rejects.toThrow(
      'nobody.glb',
    )
  })

  it('makes packages for Unity', async () => {
    await makeRun()
    await said(folder, { for: 'unity' })
    expect(await readdir(join(folder, 'made'))).toEqual(
      expect.arrayContaining(['wave.unitypackage', 'com.onetake.motion.wave-1.0.0.tgz', 'report.txt']),
    )
  })

  it('takes each model of an archive, in the folder of a run or by itself', async () => {
    await makeRun()
    const still = MOTION.replace('0 91 0', '0 90 0')
    const archive = zipSync({ 'dance_001.bvh': strToU8(still), 'dance_002.bvh': strToU8(MOTION) })
    await writeFile(join(folder, 'all.bvh'), archive)
    await writeFile(join(folder, 'all.zip'), archive)
    await rm(join(folder, 'job.json'))
    await rm(join(folder, 'notes.bvh'))
    const { stdout } = await said(folder, { for: 'web', report: true })
    // wave.bvh and dance_002.bvh are one file.
    expect(stdout.match(/, from .*/g)).toEqual([', from all.bvh/dance_001.bvh', ', from wave.bvh'])
    expect(stdout).toContain('Not in here: all.bvh/dance_002.bvh. The same model is in here as wave.bvh.')
    const alone = await said(join(folder, 'all.zip'), { for: 'web', report: true })
    expect(alone.stdout.match(/, from .*/g)).toEqual([
      ', from all.zip/dance_001.bvh',
      ', from all.zip/dance_002.bvh',
    ])
  })

  it('with --report only says what it found', async () => {
    await makeRun()
    const { stdout } = await said(folder, { for: 'web', report: true })
    expect(stdout).toMatch(/2 frames at 30 fps/)
    expect(await readdir(folder)).not.toContain('made')
  })

  it('says what a folder without motion lacks', async () => {
    await expect(said(folder, { for: 'web' })).rejects.toMatchObject({
      code: 2,
      message: expect.stringMatching(/holds no \.bvh, \.fbx or \.glb/),
    })
  })
})
