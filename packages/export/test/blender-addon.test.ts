import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineProvider, each, JobError, operationFor, type Provider } from '@onetake/core'
import { createScript, scripted } from '@onetake/core/testing'
import { createEngine, createFileArtifacts, createHandler, toNodeListener } from '@onetake/server'
import { expect, onTestFinished, test } from 'vitest'
import { blenderAddon } from '../src/blender/blender-addon.ts'
import { bundleFor } from '../src/bundle/bundle-for.ts'
import { zipFiles } from '../src/bundle/zip-files.ts'
import { exportFor } from '../src/export-for.ts'
import { type BlenderCommand, describeInBlender, inTemporaryFolder, runBlenderIn } from './blender.ts'
import { bvhText } from './bvh-text.ts'
import { talkingVideo } from './talking-video.ts'

const ffmpeg = process.env['FFMPEG_PATH']
const SCRIPT = fileURLToPath(new URL('blender-addon.py', import.meta.url))

type Step = readonly [verb: string, ...values: readonly (string | number)[]]

const encoder = new TextEncoder()
/** 101 frames at 29.97, 0.9 m to the hips. */
const walk = {
  name: 'walk.bvh',
  bytes: encoder.encode(
    bvhText({
      frameTime: 'Frame Time: 0.0333667',
      frames: Array.from({ length: 101 }, (_, frame) => `0 90 0 ${frame} 0 0 0 0 0`),
    }),
  ),
}

/** Installs the add-on in a profile of its own and takes the steps there, in a Blender that starts anew. */
async function inProfile<Result>(
  command: BlenderCommand,
  use: (take: (...steps: readonly Step[]) => Promise<readonly any[]>, folder: string) => Promise<Result>,
): Promise<Result> {
  return inTemporaryFolder(async (folder) => {
    const profile = join(folder, 'profile')
    for (const inside of ['', 'config', 'scripts', 'datafiles', 'extensions'])
      mkdirSync(join(profile, inside), { recursive: true })
    const addon = join(folder, 'onetake-addon.zip')
    writeFileSync(addon, blenderAddon())
    const take = async (...steps: readonly Step[]): Promise<readonly any[]> => {
      const list = join(folder, 'steps.json')
      writeFileSync(list, JSON.stringify(steps))
      const output = await runBlenderIn(profile, command, SCRIPT, list)
      const line = output.split('\n').find((text) => text.startsWith('RESULTS '))
      return JSON.parse(line?.slice('RESULTS '.length) ?? '{}').results
    }
    expect(await take(['install', addon])).toEqual([true])
    return use(take, folder)
  })
}

/** A onetake server on a port of its own, as an application with bearer tokens would mount it. */
async function serve(provider: Provider, wrap = (listener: RequestListener) => listener) {
  const folder = await new Promise<string>((resolve) => {
    void inTemporaryFolder(
      (path) =>
        new Promise<void>((done) => {
          onTestFinished(() => done())
          resolve(path)
        }),
    )
  })
  const engine = createEngine({ providers: [provider], artifacts: createFileArtifacts(folder) })
  const handle = createHandler(engine, {
    owner(request) {
      if (request.headers.get('authorization') === 'Bearer sesame') return 'alice'
      throw new JobError('unauthorized', 'Say who you are.')
    },
  })
  const server = createServer(wrap(toNodeListener(handle)))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
    engine.stop()
  })
  const finish = async (id: string, operation: `${string}.${string}` = 'scripted.make') => {
    await engine.start(operation, { prompt: 'wave' }, { owner: 'alice', id })
    await expect.poll(async () => (await engine.get(id, { owner: 'alice' })).status).toBe('succeeded')
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, finish }
}

/** A server that packs, as `export.bundle` does. */
const packing = (bundle: Uint8Array<ArrayBuffer>) =>
  defineProvider({
    id: 'export',
    connect: () => null,
    operations: {
      bundle: operationFor<null>()({
        title: 'Pack',
        input: scripted(createScript()).operations.make.input,
        produces: ['zip'],
        pollEveryMs: 10,
        submit: async () => 'ref',
        status: each(async () => ({
          status: 'succeeded' as const,
          output: {
            artifacts: ['walk-blender', 'walk-web'].map((label) => ({
              format: 'zip' as const,
              label,
              source: null,
            })),
            data: null,
          },
        })),
        download: async () => new Response(bundle),
      }),
    },
  })(null)

describeInBlender('the add-on in %s', (command) => {
  test('a bundle becomes one armature with one action, at its rate and range, in metres and upright', async () => {
    const { archives } = await bundleFor('blender', [walk])
    await inProfile(command, async (take, folder) => {
      const path = join(folder, 'walk-blender.zip')
      writeFileSync(path, archives[0]?.bytes ?? new Uint8Array())
      const [on, , imported, scene, left] = await take(
        ['enabled'],
        ['empty'],
        ['import_bundle', path],
        ['scene'],
        ['leftovers'],
      )
      expect([on, imported, left]).toEqual([true, ['FINISHED'], []])
      expect(scene).toMatchObject({
        types: ['ARMATURE', 'MESH'],
        actions: [['walk', [0, 100]]],
        acting: [true],
        fps: 29.97,
        range: [0, 100],
      })
      // Along Z, which is up in Blender.
      const [x, y, z] = scene.sizes[0]
      expect(scene.scales).toEqual([[1, 1, 1]])
      expect(z).toBeGreaterThan(0.2)
      expect(z).toBeLessThan(2.5)
      expect(Math.max(x, y)).toBeLessThan(z)
    })
  })

  test.skipIf(!ffmpeg)(
    'a video stays beside its bundle, once, and whatever lay there stays as it is',
    async () => {
      const { archives } = await bundleFor('blender', [{ name: 'talk.mp4', bytes: await talkingVideo() }])
      await inProfile(command, async (take, folder) => {
        const path = join(folder, 'talk-blender.zip')
        const kept = join(folder, 'talk-blender.mp4')
        writeFileSync(path, archives[0]?.bytes ?? new Uint8Array())
        writeFileSync(kept, 'holidays')
        const beside = join(folder, 'talk-blender-2.mp4')
        const [, first, scene, movies, , again, same, left] = await take(
          ['empty'],
          ['import_bundle', path],
          ['scene'],
          ['movies'],
          ['empty'],
          ['import_bundle', path],
          ['movies'],
          ['leftovers'],
        )
        expect([first, again, left]).toEqual([['FINISHED'], ['FINISHED'], []])
        expect(scene).toMatchObject({ types: ['MESH'], fps: 10, range: [0, 19] })
        expect(movies).toEqual([[beside, true]])
        expect(same).toEqual([[beside, true]])
        expect(readFileSync(kept, 'utf8')).toBe('holidays')
        expect(readdirSync(folder).filter((name) => name.endsWith('.mp4'))).toHaveLength(2)
      })
    },
  )

  test('lists and imports the jobs of a onetake server, and keeps the token out of the .blend', async () => {
    const { files } = await exportFor('web', [walk])
    const glb = Uint8Array.from(files[0]?.bytes ?? [])
    const { url, finish } = await serve(scripted(createScript({ download: () => new Response(glb) })))
    await finish('job-a')
    await inProfile(command, async (take, folder) => {
      await take(['preferences', url, 'sesame'])
      const blend = join(folder, 'out.blend')
      const [remembered, , listed, imported, scene, , left] = await take(
        ['remembered'],
        ['empty'],
        ['list_jobs'],
        ['import_job', 0],
        ['scene'],
        ['save', blend],
        ['leftovers'],
      )
      expect(remembered).toEqual([url, 'sesame'])
      expect(listed).toEqual({ models: [['make.glb', 'scripted.make', glb.length]], error: '', message: '' })
      expect(imported).toEqual({ error: '', message: 'Imported make', free: true })
      expect(scene).toMatchObject({ actions: [['make', [0, 100]]], fps: 29.97, range: [0, 100] })
      expect(left).toEqual([])
      expect(readFileSync(blend).includes('sesame')).toBe(false)
    })
  })

  test('lists and imports the bundles that a server has packed for Blender, and no others', async () => {
    const { archives } = await bundleFor('blender', [walk])
    const bundle = Uint8Array.from(archives[0]?.bytes ?? [])
    const { url, finish } = await serve(packing(bundle))
    await finish('job-a', 'export.bundle')
    await inProfile(command, async (take) => {
      const [, , listed, imported, scene, left] = await take(
        ['preferences', url, 'sesame'],
        ['empty'],
        ['list_jobs'],
        ['import_job', 0],
        ['scene'],
        ['leftovers'],
      )
      expect(listed.models).toEqual([['bundle-walk-blender.zip', 'export.bundle', bundle.length]])
      expect(imported).toEqual({ error: '', message: 'Imported walk', free: true })
      expect(scene).toMatchObject({ actions: [['walk', [0, 100]]], fps: 29.97, range: [0, 100] })
      expect(left).toEqual([])
    })
  })

  test('says what is wrong: no server, a foreign token, a redirect, a file that was changed on its way', async () => {
    const { files } = await exportFor('web', [walk])
    const glb = Uint8Array.from(files[0]?.bytes ?? [])
    const heard: string[] = []
    const { url, finish } = await serve(
      scripted(createScript({ download: () => new Response(glb) })),
      (listener) => {
        return (request, response) => {
          heard.push(`${request.url} ${request.headers.authorization ?? ''}`)
          if (request.url?.startsWith('/moved/')) {
            response.writeHead(302, { location: `${url}/thief/jobs` }).end()
          } else if (request.url?.includes('/artifacts/')) {
            response.end(glb.map((byte, index) => (index === 1000 ? byte ^ 1 : byte)))
          } else listener(request, response)
        }
      },
    )
    await finish('job-a')
    await inProfile(command, async (take) => {
      const [, nobody, , foreign, , moved, , plain, , , damaged, left] = await take(
        ['preferences', 'http://127.0.0.1:9', 'sesame'],
        ['list_jobs'],
        ['preferences', url, 'guess'],
        ['list_jobs'],
        ['preferences', `${url}/moved`, 'sesame'],
        ['list_jobs'],
        ['preferences', 'http://example.com', 'sesame'],
        ['list_jobs'],
        ['preferences', url, 'sesame'],
        ['list_jobs'],
        ['import_job', 0],
        ['leftovers'],
      )
      expect(nobody.error).toMatch(/^127\.0\.0\.1:9 cannot be reached: .*Is the server running\?$/)
      expect(foreign.error).toMatch(/^The server does not accept the token\./)
      expect(moved.error).toMatch(/^The server points to another address\./)
      expect(plain.error).toMatch(/^(Use https|Blender is set to stay offline)/)
      expect(damaged.error).toMatch(/^The file arrived damaged and was not kept\./)
      expect(left).toEqual([])
    })
    expect(heard.filter((line) => line.includes('thief'))).toEqual([])
  })

  test('a download can be canceled while it runs, and the add-on can be turned off and on', async () => {
    const glb = encoder.encode(`glTF${' '.repeat(300_000)}`)
    const { url, finish } = await serve(
      scripted(createScript({ download: () => new Response(glb) })),
      (listener) => {
        return (request, response) => {
          if (!request.url?.includes('/artifacts/')) return listener(request, response)
          // Half of it, and then nothing until the other side goes.
          response.writeHead(200, { 'content-length': glb.length })
          response.write(glb.subarray(0, 150_000))
          const more = setInterval(() => response.write(' '), 20)
          response.once('close', () => clearInterval(more))
        }
      },
    )
    await finish('job-a')
    await inProfile(command, async (take) => {
      const [, , started, share, canceled, left, again] = await take(
        ['preferences', url, 'sesame'],
        ['list_jobs'],
        ['start_import', 0],
        ['until_share'],
        ['cancel'],
        ['leftovers'],
        ['off_and_on'],
      )
      expect(started).toEqual(['Downloading make.glb'])
      expect(share).toBeGreaterThan(0)
      expect(share).toBeLessThan(1)
      expect([canceled, left, again]).toEqual([[0, 'Canceled.'], [], true])
    })
  })

  test('a zip that is none of ours, or a trap, is refused in words and leaves nothing', async () => {
    const note = (changes: object) =>
      encoder.encode(
        JSON.stringify({
          name: 'a',
          glb: 'a.glb',
          fps: 30,
          seconds: 1,
          frameStart: 0,
          frameEnd: 30,
          ...changes,
        }),
      )
    const glb = encoder.encode('glTF')
    const movie = { glb: undefined, movie: 'a.mp4', width: 64, height: 32, hasSound: true }
    const cases: readonly [string, RegExp, Uint8Array][] = [
      ['no zip', /cannot be read/, encoder.encode('hello')],
      ['no bundle', /has no bundle\.json/, zipFiles([{ path: 'a.txt', bytes: glb }])],
      ['no model', /a\.glb is missing/, zipFiles([{ path: 'bundle.json', bytes: note({}) }])],
      ['not JSON', /cannot be read/, zipFiles([{ path: 'bundle.json', bytes: encoder.encode('{') }])],
      ['odd numbers', /does not say/, zipFiles([{ path: 'bundle.json', bytes: note({ fps: 'fast' }) }])],
      [
        'a way out',
        /passwd is missing/,
        zipFiles([{ path: 'bundle.json', bytes: note({ glb: '../../etc/passwd' }) }]),
      ],
      [
        'no GLB',
        /is no GLB/,
        zipFiles([
          { path: 'bundle.json', bytes: note({}) },
          { path: 'a.glb', bytes: encoder.encode('MZ program') },
        ]),
      ],
      [
        'no video',
        /is no MP4/,
        zipFiles([
          { path: 'bundle.json', bytes: note(movie) },
          { path: 'a.mp4', bytes: encoder.encode('MZ program') },
        ]),
      ],
      [
        'odd sizes',
        /does not say/,
        zipFiles([{ path: 'bundle.json', bytes: note({ ...movie, width: -1 }) }]),
      ],
    ]
    await inProfile(command, async (take, folder) => {
      const steps = cases.map(([name, , bytes]): Step => {
        const path = join(folder, `${name}.zip`)
        writeFileSync(path, bytes)
        return ['import_bundle', path]
      })
      const results = await take(...steps, ['leftovers'])
      const answers = cases.map(([name, words], index) => [name, words.test(results[index])])
      expect(answers).toEqual(cases.map(([name]) => [name, true]))
      expect(results.at(-1)).toEqual([])
      expect(readdirSync(folder).filter((name) => name.endsWith('.mp4'))).toEqual([])
    })
  })
})
