import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exportFile, type ExportFileOptions } from './export-file.ts'

const ffmpeg = process.env['FFMPEG_PATH']

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onetake-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** What a command says on stdout and stderr. */
async function said(
  path: string,
  options: Omit<ExportFileOptions, 'out'> & { readonly out?: string },
  env: NodeJS.ProcessEnv = {},
  stdin = '',
) {
  const texts = { stdout: '', stderr: '' }
  const writeTo = (name: keyof typeof texts) => ({
    write: (text: string | Uint8Array) => (texts[name] += Buffer.from(text).toString('latin1')),
  })
  await exportFile(
    path,
    { out: join(folder, 'made'), ...options },
    {
      stdin: new Blob([stdin]).stream(),
      stdout: writeTo('stdout'),
      stderr: writeTo('stderr'),
      env,
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

  it('takes a file from a pipe, and hands the bundle on to another', async () => {
    const { stdout, stderr } = await said('-', { for: 'web', out: '-' }, {}, MOTION)
    const files = unzipSync(Buffer.from(stdout, 'latin1'))
    expect(Object.keys(files)).toContain('stdin/stdin.glb')
    expect(stderr).toMatch(/^stdin, for the web\./)
    expect(await readdir(folder)).toEqual([])
    expect((await said('-', { for: 'web', report: true }, {}, MOTION)).stdout).toBe(stderr)
    await expect(said('-', { for: 'web', out: '-' }, {}, 'nothing')).rejects.toMatchObject({ code: 1 })
  })

  it('with --report only says what it found', async () => {
    await makeRun()
    const { stdout } = await said(folder, { for: 'web', report: true })
    expect(stdout).toMatch(/2 frames at 30 fps/)
    expect(await readdir(folder)).not.toContain('made')
  })

  it('says what a folder lacks that holds nothing to bundle', async () => {
    await expect(said(folder, { for: 'web' })).rejects.toMatchObject({
      code: 2,
      message: expect.stringMatching(/holds no \.bvh, \.fbx, \.glb, \.ply, \.spz, \.splat or \.mp4/),
    })
  })

  it('bundles the splats of a run that made nothing else', async () => {
    await writeFile(join(folder, 'head.ply'), onePly())
    const output = { artifacts: [{ name: 'head.ply', bytes: 1, sha256: 'a' }], data: {} }
    const job = { ...JOB, operation: 'opus.extractGaussian', output }
    await writeFile(join(folder, 'job.json'), JSON.stringify(job))
    const { stdout, stderr } = await said(folder, { for: 'web' })
    expect(stdout).toContain(join(folder, 'made', 'head.spz'))
    expect(stderr).toMatch(/Made by opus\.extractGaussian.*head\.spz, from head\.ply\n {2}1 splats/s)
  })

  it('is a wrong call where only motions could be changed, and nothing is one', async () => {
    await writeFile(join(folder, 'head.ply'), onePly())
    await expect(said(join(folder, 'head.ply'), { for: 'web', fps: 30 })).rejects.toMatchObject({
      code: 2,
      message: expect.stringContaining('Frame rate can only be changed in motions'),
    })
  })

  describe.skipIf(!ffmpeg)('of a video', () => {
    beforeEach(() => {
      // A second of black, a second of red that is busy enough to be told from it by its size.
      const [black, red] = ['black', 'red'].map(
        (name) => `-f lavfi -i color=${name}:size=64x64:rate=10:duration=1`,
      )
      const filter = '[1]noise=alls=40[busy];[0][busy]concat=n=2'
      const encoding = `-filter_complex ${filter} -c:v libx264 -pix_fmt yuv420p -g 10 -bf 0`
      const path = join(folder, 'talk.mp4')
      execFileSync(ffmpeg ?? '', [...`-v error ${black} ${red} ${encoding}`.split(' '), path])
    })

    it('makes the poster that a page shows before it plays', async () => {
      const { stderr } = await said(join(folder, 'talk.mp4'), { for: 'web' })
      expect(stderr).not.toContain('no-poster')
      const poster = join(folder, 'made', 'talk.png')
      const raw = '-f rawvideo -pix_fmt rgb24 -'.split(' ')
      const pixels = execFileSync(ffmpeg ?? '', ['-v', 'error', '-i', poster, ...raw])
      expect(pixels).toHaveLength(64 * 64 * 3)
      const middle = pixels.subarray((32 * 64 + 32) * 3)
      expect(middle[0]).toBeGreaterThan(150)
      expect(middle[1]).toBeLessThan(100)
    })

    it('makes none without ffmpeg, and says so', async () => {
      for (const where of ['', join(folder, 'nowhere')]) {
        const { stderr } = await said(join(folder, 'talk.mp4'), { for: 'web' }, { FFMPEG_PATH: where })
        expect(stderr).toContain('No picture was made of it, as ffmpeg can;')
        expect(await readdir(join(folder, 'made'))).not.toContain('talk.png')
      }
    })
  })
})

/** A single splat, as trainers write it. */
function onePly(): Uint8Array {
  const names = ['x', 'y', 'z', 'f_dc_0', 'f_dc_1', 'f_dc_2', 'opacity', 'scale_0', 'scale_1', 'scale_2']
  const all = [...names, 'rot_0', 'rot_1', 'rot_2', 'rot_3']
  const properties = all.map((name) => `property float ${name}\n`).join('')
  const header = `ply\nformat binary_little_endian 1.0\nelement vertex 1\n${properties}end_header\n`
  const values = Float32Array.of(0, 0, 0, 1, 1, 1, 2, -3, -3, -3, 1, 0, 0, 0)
  return Buffer.concat([Buffer.from(header), Buffer.from(values.buffer)])
}
