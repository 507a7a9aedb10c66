import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineProvider, each, type JobOutput, operationFor } from '@onetake/core'
import { fields } from '@onetake/provider-kit'
import { createEngine, createFileArtifacts, createFileUploads } from '@onetake/server'
import { strFromU8, unzipSync } from 'fflate'
import { lastValueFrom } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { exporter } from './exporter.ts'

const WALK = `HIERARCHY
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
0 91 5 0 10 0
`

/** A service of the test: each file that is asked for, as variant 1, 2, … */
const maker = defineProvider({
  id: 'maker',
  connect: () => null,
  operations: {
    make: operationFor<null>()({
      title: 'Make files',
      input: fields({ texts: z.array(z.string()) }),
      produces: ['bvh', 'json'],
      pollEveryMs: 10,
      submit: async ({ texts }) => ({ texts }),
      status: each(async ({ texts }: { readonly texts: readonly string[] }) => ({
        status: 'succeeded' as const,
        output: {
          artifacts: texts.map((source, index) => ({
            format: source.startsWith('{') ? ('json' as const) : ('bvh' as const),
            source,
            variant: index + 1,
          })),
          data: null,
        },
      })),
      download: async (text: string) => new Response(text),
    }),
  },
})

let folder: string
let engine: ReturnType<typeof openEngine>
const openEngine = () =>
  createEngine({
    providers: [maker(null), exporter()] as const,
    artifacts: createFileArtifacts(join(folder, 'artifacts')),
    uploads: createFileUploads(join(folder, 'uploads')),
  })

const ANN = { owner: 'ann' }

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onetake-'))
  engine = openEngine()
})
afterEach(async () => {
  await engine.stop()
  await rm(folder, { recursive: true })
})

/** A finished job of Ann's that has made these files. */
async function made(...texts: string[]): Promise<string> {
  const { id } = await engine.start('maker.make', { texts }, ANN)
  await lastValueFrom(engine.watch(id, ANN))
  return id
}

async function handedIn(content: string): Promise<string> {
  const bytes = new TextEncoder().encode(content)
  await engine.uploads.create({ id: 'hero', owner: 'ann', name: 'hero.glb', bytes: bytes.length })
  await engine.uploads.append('hero', 'ann', 0, new Blob([bytes]).stream())
  return 'hero'
}

type Input = Parameters<typeof engine.start<'export.bundle'>>[1]

async function exported(input: Input) {
  const { id } = await engine.start('export.bundle', input, ANN)
  const job = await lastValueFrom(engine.watch(id, ANN))
  if (job.status !== 'succeeded') throw new Error(JSON.stringify(job))
  const { artifacts, data } = job.output as JobOutput<string, { report: string }>
  const bytesOf = async (index: number) => {
    const file = await engine.artifact(id, String(index), ANN)
    return new Uint8Array(await new Response(await file.read()).arrayBuffer())
  }
  return { artifacts, report: data.report, bytesOf }
}

describe('export.bundle', () => {
  it('packs what a job made for Blender, and says where it is from', async () => {
    const job = await made(WALK)
    const { artifacts, report, bytesOf } = await exported({ job, for: 'blender' })
    expect(artifacts).toMatchObject([
      { name: 'bundle-make-blender.zip', format: 'zip', mediaType: 'application/zip' },
    ])
    const files = unzipSync(await bytesOf(0))
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(['make/make.glb', 'make/import_make.py', 'make/onetake-addon.zip']),
    )
    expect(JSON.parse(strFromU8(files['make/provenance.json'] ?? new Uint8Array()))).toMatchObject({
      job: { id: job, operation: 'maker.make', input: { texts: [WALK] } },
    })
    expect(report).toMatch(/^make, for Blender\./)
    expect(report).toBe(strFromU8(files['make/report.txt'] ?? new Uint8Array()))
  })

  it('packs for Unity as a package, and as two for the Package Manager', async () => {
    const { artifacts } = await exported({ job: await made(WALK), for: 'unity' })
    expect(artifacts.map(({ name }) => name).toSorted()).toEqual([
      'bundle-editor.tgz',
      'bundle-make.unitypackage',
      'bundle-motion-make.tgz',
    ])
  })

  it('changes the motion on the way, and says so', async () => {
    const { report } = await exported({ job: await made(WALK), for: 'web', fps: 60, rootMotion: 'in-place' })
    expect(report).toContain('60 frames per second; travel: in-place.')
  })

  it('packs one of several alternatives, or all of them', async () => {
    const job = await made(WALK, WALK.replace('0 91 5', '0 91 9'))
    const all = await exported({ job, for: 'web' })
    expect([all.report.includes('from make.bvh'), all.report.includes('from make-2.bvh')]).toEqual([
      true,
      true,
    ])
    const second = await exported({ job, for: 'web', variant: 2 })
    expect([second.report.includes('from make.bvh'), second.report.includes('from make-2.bvh')]).toEqual([
      false,
      true,
    ])
  })

  it('gives the same bytes for the same files', async () => {
    const job = await made(WALK)
    const [first, again] = [await exported({ job, for: 'unity' }), await exported({ job, for: 'unity' })]
    expect(again.artifacts.map(({ sha256 }) => sha256)).toEqual(first.artifacts.map(({ sha256 }) => sha256))
  })

  it('is called off while it is packed', async () => {
    const { id } = await engine.start('export.bundle', { job: await made(WALK), for: 'web' }, ANN)
    expect(await engine.cancel(id, ANN)).toMatchObject({ status: 'canceled' })
    await engine.stop()
    expect(await engine.get(id, ANN)).toMatchObject({ status: 'canceled' })
  })

  it('fails in words where nothing suits the target', async () => {
    const { id } = await engine.start('export.bundle', { job: await made('{}'), for: 'unity' }, ANN)
    expect(await lastValueFrom(engine.watch(id, ANN))).toMatchObject({
      status: 'failed',
      error: { code: 'unsupported', message: expect.stringContaining('No file can be bundled for unity.') },
    })
  })

  it('fails with the place in a file that is damaged', async () => {
    const job = await made(WALK.replace('OFFSET 0 90 0', 'OFFSET 0 nine 0'))
    const { id } = await engine.start('export.bundle', { job, for: 'web' }, ANN)
    expect(await lastValueFrom(engine.watch(id, ANN))).toMatchObject({
      status: 'failed',
      error: { code: 'invalid-input', message: expect.stringMatching(/line 4/i) },
    })
  })
})

describe('before anything is stored', () => {
  const refused = (input: Input, owner = 'ann') => engine.start('export.bundle', input, { owner })

  it('the job must be one’s own and have succeeded', async () => {
    const job = await made(WALK)
    await expect(refused({ job, for: 'web' }, 'eve')).rejects.toMatchObject({
      code: 'invalid-input',
      issues: [{ path: 'job' }],
    })
    const { id } = await engine.start('maker.make', { texts: [WALK] }, ANN)
    await expect(refused({ job: id, for: 'web' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('has succeeded'),
    })
  })

  it('the job must have made files, and the variant that is asked for', async () => {
    await expect(refused({ job: await made(), for: 'web' })).rejects.toThrow('that one made none')
    await expect(refused({ job: await made(WALK), for: 'web', variant: 2 })).rejects.toMatchObject({
      issues: [{ path: 'variant' }],
    })
  })

  it('a character must be an upload of one’s own, and a GLB by its bytes', async () => {
    const job = await made(WALK)
    await expect(refused({ job, for: 'web', character: 'nobody' })).rejects.toMatchObject({
      issues: [{ path: 'character' }],
    })
    await expect(refused({ job, for: 'web', character: await handedIn('no model') })).rejects.toThrow(
      'Must be a GLB or VRM file',
    )
  })

  it('every field is checked, and the message says what is allowed', async () => {
    const wrong = { job: 'a', for: 'maya', fps: 0 } as unknown as Input
    await expect(refused(wrong)).rejects.toMatchObject({
      issues: [
        { path: 'for', message: "Must be one of 'blender', 'unity', 'web'." },
        { path: 'fps', message: 'Must be a number from 1 to 240 frames per second.' },
      ],
    })
  })
})
