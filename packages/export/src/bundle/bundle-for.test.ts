import { readFileSync } from 'node:fs'
import { unzipSync } from 'fflate'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { bvhText } from '../../test/bvh-text.ts'
import { shippedFiles } from '../../scripts/embed-files.mjs'
import { ExportError } from '../export-error.ts'
import { exportFor } from '../export-for.ts'
import { bundleFor } from './bundle-for.ts'
import type { SourceJob } from './provenance.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const walk = { name: 'walk.bvh', bytes: encoder.encode(bvhText()) }
const letter = { name: 'walk.txt', bytes: encoder.encode('Dear all,') }

const job: SourceJob = {
  id: 'job-1',
  operation: 'saymotion.text2motion',
  createdAt: Date.UTC(2026, 0, 2, 3, 4, 5),
  updatedAt: Date.UTC(2026, 0, 2, 3, 5, 0),
  input: {
    prompt: 'a person waves, as in https://vendor.example/clip?sig=abc',
    clientSecret: 'hunter2',
    nested: [{ apiKey: 'k', image: 'data:image/png;base64,AAAA', seed: 7 }],
  },
  cost: { amount: 2, unit: 'credits' },
  output: {
    artifacts: [
      {
        name: 'walk.bvh',
        bytes: 5,
        sha256: 'ab',
        href: '/jobs/job-1/artifacts/0',
        source: 'https://vendor.example',
      },
      'nonsense',
      null,
    ],
  },
}

const inside = (bytes: Uint8Array | undefined) => unzipSync(Uint8Array.from(bytes ?? []))

describe('bundleFor', () => {
  test('blender gives one zip with the model, both ways to import it, and its papers', async () => {
    const { archives, files } = await bundleFor('blender', [walk])
    expect(archives.map(({ path }) => path)).toEqual(['walk-blender.zip'])
    const names = Object.keys(inside(archives[0]?.bytes))
    expect(names).toEqual(files.map(({ path }) => `walk/${path}`).toSorted())
    expect(files.map(({ path }) => path)).toEqual([
      'walk.glb',
      'import_walk.py',
      'bundle.json',
      'onetake-addon.zip',
      'README.txt',
      'provenance.json',
      'report.json',
      'report.txt',
    ])
  })

  test('web gives a page, and loads nothing from elsewhere', async () => {
    const { archives, files } = await bundleFor('web', [walk])
    expect(archives.map(({ path }) => path)).toEqual(['walk-web.zip'])
    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['walk.glb', 'walk.glb.js', 'index.html', 'models.js']),
    )
    const texts = files.filter(({ path }) => /\.(html|js)$/.test(path) && !path.endsWith('.glb.js'))
    for (const { bytes } of texts) expect(decoder.decode(bytes)).not.toMatch(/https?:\/\/(?!www\.w3\.org)/)
  })

  test.each(['blender', 'unity', 'web'] as const)(
    'the same input gives the same %s bundle, whenever it is made',
    async (target) => {
      vi.useFakeTimers({ toFake: ['Date'] })
      onTestFinished(() => void vi.useRealTimers())
      vi.setSystemTime('2026-01-01')
      const one = await bundleFor(target, [walk], { job })
      vi.setSystemTime('2031-07-05')
      expect(await bundleFor(target, [walk], { job })).toEqual(one)
    },
  )

  test('provenance says what made it, and neither a secret nor the address of a service', async () => {
    const { provenance, archives } = await bundleFor('blender', [walk], {
      job,
      bundledAt: 0,
      tools: { onetake: '1.2.3' },
    })
    expect(provenance).toMatchObject({
      job: {
        id: 'job-1',
        provider: 'saymotion',
        operation: 'saymotion.text2motion',
        startedAt: '2026-01-02T03:04:05.000Z',
        finishedAt: '2026-01-02T03:05:00.000Z',
        input: {
          prompt: 'a person waves, as in (address)',
          nested: [{ image: '(data)', seed: 7 }],
        },
        cost: { amount: 2, unit: 'credits' },
        artifacts: [{ name: 'walk.bvh', bytes: 5, sha256: 'ab' }],
      },
      sources: [{ name: 'walk.bvh', format: 'bvh', bytes: walk.bytes.length }],
      tools: { onetake: '1.2.3' },
      bundledAt: '1970-01-01T00:00:00.000Z',
    })
    const texts = Object.values(inside(archives[0]?.bytes)).map((bytes) => decoder.decode(bytes))
    expect(texts.filter((text) => /vendor\.example|hunter2|apiKey/.test(text))).toEqual([])
  })

  test('every file of a bundle is as its provenance says', async () => {
    const { files, provenance } = await bundleFor('web', [walk])
    const found = await Promise.all(
      files.map(async ({ path, bytes }) => {
        const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))
        return { name: path, bytes: bytes.length, sha256: Buffer.from(digest).toString('hex') }
      }),
    )
    const papers = ['provenance.json', 'report.json', 'report.txt']
    expect(provenance.files).toEqual(found.filter(({ name }) => !papers.includes(name)))
  })

  test('of one motion in several formats the best is taken, and what is of no use is named', async () => {
    const [glb] = (await exportFor('web', [walk])).files
    const sources = [walk, { name: 'walk.glb', bytes: glb?.bytes ?? new Uint8Array() }, letter]
    const { report, files } = await bundleFor('blender', sources)
    expect(report.sources.map(({ source, kind }) => [source, kind])).toEqual([['walk.glb', 'glb']])
    expect(report.leftOut.map(({ source }) => source)).toEqual(['walk.txt', 'walk.bvh'])
    const text = decoder.decode(files.find(({ path }) => path === 'report.txt')?.bytes)
    expect(text).toContain('Not in here: walk.bvh. The same motion is in a better format')
    expect(text).toContain('walk, for Blender. ')
  })

  test('several motions are one bundle with a folder each', async () => {
    const { files, archives } = await bundleFor('blender', [walk, { ...walk, name: 'run.bvh' }], {
      name: 'Two!',
    })
    expect(archives[0]?.path).toBe('Two_-blender.zip')
    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['walk/walk.glb', 'run/run.glb', 'run/bundle.json', 'onetake-addon.zip']),
    )
  })

  test('nothing that fits is refused with what was there', async () => {
    const thrown: unknown = await bundleFor('unity', [letter]).catch((error: unknown) => error)
    expect(ExportError.is(thrown) && [thrown.code, thrown.message]).toEqual([
      'unsupported',
      'No file can be bundled for unity. "walk.txt": It is no format we know by its first bytes; ' +
        'this bundle takes FBX, GLB, BVH, PLY, SPZ, .splat, MP4.',
    ])
    await expect(bundleFor('web', [])).rejects.toMatchObject({ code: 'invalid-option' })
  })
})

test('what is shipped is what lies in blender/, unity/ and web/', () => {
  const here = readFileSync(new URL('shipped-files.ts', import.meta.url), 'utf8')
  expect(here).toBe(shippedFiles())
})
