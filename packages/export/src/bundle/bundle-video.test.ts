import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { bvhText } from '../../test/bvh-text.ts'
import { sampleMp4 } from '../../test/sample-mp4.ts'
import { unityAssets } from '../../test/unity-assets.ts'
import type { ExportedFile } from '../export-for.ts'
import { reportMp4 } from '../mp4/report-mp4.ts'
import { bundleFor } from './bundle-for.ts'

const talk = { name: 'talk.mp4', bytes: sampleMp4() }
const walk = { name: 'walk.bvh', bytes: new TextEncoder().encode(bvhText()) }
const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3)

const bytesOf = (files: readonly ExportedFile[], path: string): Uint8Array => {
  const file = files.find((each) => each.path === path)
  if (!file) throw new Error(`${path} is not among ${files.map((each) => each.path).join(', ')}`)
  return file.bytes
}
const textOf = (files: readonly ExportedFile[], path: string): string =>
  new TextDecoder().decode(bytesOf(files, path))

describe('a bundle of a video', () => {
  test('for the web has it ready to play while it arrives, and says what was found', async () => {
    const { files } = await bundleFor('web', [talk])
    expect(reportMp4(bytesOf(files, 'talk.mp4')).facts.isFaststart).toBe(true)
    expect(textOf(files, 'models.js')).toContain('"path": "talk.mp4"')
    // A page from disk plays a video as it is.
    expect(files.map(({ path }) => path)).not.toContain('talk.mp4.js')
    const report = textOf(files, 'report.txt')
    expect(report).toContain('talk.mp4, from talk.mp4\n  2.00 s\n  256 x 320 pixels at 25 fps, avc1.42C01E\n')
    for (const code of ['index-moved', 'no-sound', 'no-alpha']) expect(report).toContain(`[${code}]`)
    expect(report).not.toContain('[index-at-end]')
  })

  test('with its index in front is the same bytes', async () => {
    const ready = { name: 'talk.mp4', bytes: sampleMp4({ isIndexLast: false }) }
    const { files, report } = await bundleFor('web', [ready])
    expect(bytesOf(files, 'talk.mp4')).toBe(ready.bytes)
    expect(report.sources[0]?.notes.map(({ code }) => code)).not.toContain('index-moved')
  })

  test('shows the poster that is made for it', async () => {
    const asked: number[] = []
    const { files, report } = await bundleFor('web', [talk, walk], {
      async poster(mp4, { timeSeconds }) {
        asked.push(mp4.length, timeSeconds)
        return png
      },
    })
    expect(asked).toEqual([talk.bytes.length, 0])
    expect(bytesOf(files, 'talk/talk.png')).toBe(png)
    expect(textOf(files, 'models.js')).toContain('"poster": "talk/talk.png"')
    expect(JSON.stringify(report)).not.toContain('no-poster')
  })

  test('is told from the motion that is called like it', async () => {
    const { files } = await bundleFor('web', [walk, { ...talk, name: 'walk.mp4' }])
    const list = JSON.parse(textOf(files, 'models.js').replace('window.onetakeModels = ', ''))
    expect(list).toMatchObject([
      { name: 'walk.glb', path: 'walk.glb' },
      { name: 'walk.mp4', path: 'walk.mp4' },
    ])
  })

  test('without a poster says so', async () => {
    for (const options of [{}, { poster: async () => null }]) {
      const { files, report } = await bundleFor('web', [talk], options)
      expect(files.filter(({ path }) => path.endsWith('.png'))).toEqual([])
      expect(report.sources[0]?.notes.map(({ code }) => code)).toContain('no-poster')
    }
    const jpeg = async () => Uint8Array.of(0xff, 0xd8)
    await expect(bundleFor('web', [talk], { poster: jpeg })).rejects.toMatchObject({ code: 'invalid-option' })
  })

  test('for Blender has the script that imports it at its own rate and range', async () => {
    const { files } = await bundleFor('blender', [talk])
    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['talk.mp4', 'import_talk.py', 'onetake-addon.zip', 'README.txt']),
    )
    expect(JSON.parse(textOf(files, 'bundle.json'))).toEqual({
      name: 'talk',
      movie: 'talk.mp4',
      fps: 25,
      frameStart: 0,
      frameEnd: 49,
      seconds: 2,
      width: 256,
      height: 320,
      hasSound: false,
      source: 'talk.mp4',
    })
  })

  test('that is called like a motion lies beside it, and the motion is what is imported', async () => {
    const { files, report } = await bundleFor('blender', [walk, { ...talk, name: 'Walk.mp4' }])
    expect(bytesOf(files, 'Walk.mp4')).toHaveLength(talk.bytes.length)
    // Side by side, because they were made together.
    expect(JSON.parse(textOf(files, 'bundle.json'))).toMatchObject({ glb: 'walk.glb' })
    expect(files.filter(({ path }) => path.endsWith('.py'))).toHaveLength(1)
    expect(report.sources[1]?.notes.map(({ code }) => code)).toContain('beside-motion')
  })

  test('for Unity is a VideoClip with its sound, under the same GUID each time', async () => {
    const made = async (source: typeof talk) => {
      const { archives } = await bundleFor('unity', [source])
      const assets = unityAssets(bytesOf(archives, 'talk.unitypackage'))
      return assets.get('Assets/Onetake/talk/talk.mp4')
    }
    const clip = await made(talk)
    expect(reportMp4(clip?.asset ?? png).facts.isFaststart).toBe(true)
    expect(parse(clip?.meta ?? '')).toMatchObject({
      guid: clip?.guid,
      VideoClipImporter: { importAudio: 1, flipVertical: 0, flipHorizontal: 0 },
    })
    expect((await made({ ...talk, bytes: sampleMp4({ frames: 10 }) }))?.guid).toBe(clip?.guid)
  })

  test('that is damaged is an error with its place', async () => {
    const cut = { name: 'talk.mp4', bytes: talk.bytes.subarray(0, 100) }
    await expect(bundleFor('web', [cut])).rejects.toMatchObject({
      code: 'invalid-file',
      position: { byteOffset: expect.any(Number) },
    })
  })

  test.each(['blender', 'unity', 'web'] as const)('for %s is the same bytes again', async (target) => {
    const poster = async () => png
    expect(await bundleFor(target, [talk, walk], { poster })).toEqual(
      await bundleFor(target, [talk, walk], { poster }),
    )
  })
})
