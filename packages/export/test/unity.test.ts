import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { parseBvh } from '../src/bvh/parse-bvh.ts'
import { bundleFor } from '../src/bundle/bundle-for.ts'
import { motionToFbx } from '../src/fbx/motion-to-fbx.ts'
import { motionToGlb } from '../src/gltf/motion-to-glb.ts'
import { toMotion } from '../src/motion/to-motion.ts'
import { UNITY_BONES, UNITY_REQUIRED_BONES, type UnityHumanoid } from '../src/unity/unity-humanoid.ts'
import { inTemporaryFolder } from './blender.ts'
import { bvhText } from './bvh-text.ts'

const { motion } = toMotion(parseBvh(bvhText()))
const fbx = { name: 'walk.fbx', bytes: motionToFbx(motion) }
const glb = { name: 'run.glb', bytes: await motionToGlb(motion) }

// Files of other makers are not ours to commit; no machine has to have them.
const fixtures = process.env['ONETAKE_FIXTURES']

/** How two tools call the paired ones of the 15 bones that Unity demands. */
const RIGS: Readonly<Record<string, (side: 'Left' | 'Right', bone: string) => string>> = {
  deepmotion: (side, bone) => `${side === 'Left' ? 'l' : 'r'}_${SHORT[bone]}_JNT`,
  mixamo: (side, bone) => `mixamorig:${side}${LONG[bone]}`,
}
const SHORT: Readonly<Record<string, string>> = {
  UpperLeg: 'upleg',
  LowerLeg: 'leg',
  Foot: 'foot',
  UpperArm: 'arm',
  LowerArm: 'forearm',
  Hand: 'hand',
}
const LONG: Readonly<Record<string, string>> = {
  UpperLeg: 'UpLeg',
  LowerLeg: 'Leg',
  Foot: 'Foot',
  UpperArm: 'Arm',
  LowerArm: 'ForeArm',
  Hand: 'Hand',
}

function humanoidOf(rig: string): UnityHumanoid {
  return Object.fromEntries(
    UNITY_REQUIRED_BONES.map((bone) => {
      const [, side, rest] = /^(Left|Right)(.*)$/.exec(bone) ?? []
      const joint =
        (side === 'Left' || side === 'Right') && rest ? RIGS[rig]?.(side, rest) : `${bone.toLowerCase()}_JNT`
      return [bone, joint ?? '']
    }),
  )
}

/** Unpacked by GNU tar, which nobody here wrote. */
async function unpacked(bytes: Uint8Array | undefined): Promise<ReadonlyMap<string, string>> {
  return inTemporaryFolder((folder) => {
    const path = join(folder, 'archive.tgz')
    writeFileSync(path, bytes ?? new Uint8Array())
    const names = execFileSync('tar', ['-tzf', path], { encoding: 'utf8' }).trim().split('\n')
    const read = (name: string) =>
      execFileSync('tar', ['-xzOf', path, name], { encoding: 'utf8', maxBuffer: 1e9 })
    return new Map(names.map((name) => [name, read(name)]))
  })
}

/** What lies at each path of a .unitypackage. */
function assetsOf(entries: ReadonlyMap<string, string>) {
  const guids = [...entries.keys()].filter((name) => name.endsWith('/pathname')).map((name) => dirname(name))
  return new Map(
    guids.map((guid) => [
      entries.get(`${guid}/pathname`) ?? '',
      { guid, asset: entries.get(`${guid}/asset`), meta: parse(entries.get(`${guid}/asset.meta`) ?? '') },
    ]),
  )
}

describe('a .unitypackage', () => {
  test('has every asset and every folder under its own GUID, and each .meta is YAML that says it again', async () => {
    const { archives } = await bundleFor('unity', [fbx, glb], { name: 'Hall' })
    expect(archives.map(({ path }) => path)).toEqual([
      'Hall.unitypackage',
      'com.onetake.motion.hall-1.0.0.tgz',
      'com.onetake.editor-0.1.0.tgz',
    ])
    const assets = assetsOf(await unpacked(archives[0]?.bytes))
    expect([...assets.keys()]).toEqual(
      expect.arrayContaining([
        'Assets/Onetake',
        'Assets/Onetake/Editor',
        'Assets/Onetake/Editor/Onetake.Editor.asmdef',
        'Assets/Onetake/Editor/OnetakeWindow.cs',
        'Assets/Onetake/Hall/walk.fbx',
        'Assets/Onetake/Hall/walk.onetake.json',
        'Assets/Onetake/Hall/run.glb',
        'Assets/Onetake/Hall/provenance.json',
        'Assets/Onetake/Hall/report.txt',
      ]),
    )
    for (const [path, { guid, meta, asset }] of assets) {
      expect(guid).toMatch(/^[0-9a-f]{32}$/)
      expect(meta).toMatchObject({ fileFormatVersion: 2, guid })
      expect([path, asset === undefined]).toEqual([path, meta.folderAsset === 'yes'])
      const parent = dirname(path)
      if (parent !== 'Assets') expect(assets.get(parent)?.meta.folderAsset).toBe('yes')
    }
    expect(new Set([...assets.values()].map(({ guid }) => guid)).size).toBe(assets.size)
    // Whoever imports GLBs in that project writes the rest.
    expect(Object.keys(assets.get('Assets/Onetake/Hall/run.glb')?.meta ?? {})).toEqual([
      'fileFormatVersion',
      'guid',
    ])
  })

  test('pictures of an archive lie beside its models, and every folder has its .meta', async () => {
    const picture = Uint8Array.of(0x89, 0x50, 0x4e, 0x47)
    const bytes = zipSync({ 'hero.fbx': fbx.bytes, 'hero.fbm/skin.png': picture, 'b/mage.fbx': fbx.bytes })
    const { archives } = await bundleFor('unity', [{ name: 'hero.fbx', bytes }])
    const assets = assetsOf(await unpacked(archives[0]?.bytes))
    for (const path of ['hero.fbx', 'hero.onetake.json', 'hero.fbm/skin.png', 'b/mage.fbx'])
      expect(assets.get(`Assets/Onetake/hero/hero/${path}`)?.asset).toBeTypeOf('string')
    for (const path of ['hero', 'hero/hero.fbm', 'hero/b'])
      expect(assets.get(`Assets/Onetake/hero/${path}`)?.meta.folderAsset).toBe('yes')
    // Unity has an importer of its own for it, and writes what that one begins with.
    const { meta } = assets.get('Assets/Onetake/hero/hero/hero.fbm/skin.png') ?? {}
    expect(Object.keys(meta)).toEqual(['fileFormatVersion', 'guid'])
    const tarball = await unpacked(archives[1]?.bytes)
    for (const path of ['Models', 'Models/hero', 'Models/hero/hero.fbm', 'Models/hero/hero.fbm/skin.png'])
      expect(tarball.get(`package/${path}.meta`)).toContain('guid')
  })

  test('made again with new content, every asset keeps its GUID', async () => {
    const guids = async (source: typeof fbx) => {
      const { archives } = await bundleFor('unity', [source])
      const assets = assetsOf(await unpacked(archives[0]?.bytes))
      return [...assets].map(([path, { guid }]) => `${guid} ${path}`)
    }
    expect(await guids(fbx)).toEqual(await guids({ ...fbx, bytes: motionToFbx(motion, { figure: false }) }))
  })

  test.each(Object.keys(RIGS))('a %s map names the 15 bones that Unity demands', async (rig) => {
    const humanoid = humanoidOf(rig)
    const { archives } = await bundleFor('unity', [fbx], { unity: { humanoid, loop: true } })
    const assets = assetsOf(await unpacked(archives[0]?.bytes))
    const { ModelImporter: importer } = assets.get('Assets/Onetake/walk/walk.fbx')?.meta ?? {}
    expect(importer).toMatchObject({
      animationType: 3,
      avatarSetup: 1,
      meshes: { globalScale: 1, useFileScale: 1 },
    })
    const human: readonly { humanName: string; boneName: string }[] = importer.humanDescription.human
    expect(Object.fromEntries(human.map(({ humanName, boneName }) => [humanName, boneName]))).toEqual(
      humanoid,
    )
    expect(human).toHaveLength(15)
    expect(JSON.parse(assets.get('Assets/Onetake/walk/walk.onetake.json')?.asset ?? '{}')).toEqual({
      madeBy: '@onetake/export',
      version: 1,
      rig: 'humanoid',
      loop: true,
      bones: Object.entries(humanoid).map(([bone, joint]) => ({ human: bone, joint })),
    })
  })

  test.each(
    fixtures === undefined
      ? []
      : [
          ['bvh/rokoko_jesse_dance.bvh', 'humanoid'],
          ['bvh/mixamorig_freebvh.bvh', 'humanoid'],
          ['bvh/makehuman_walk1.bvh', 'humanoid'],
          ['bvh/cmu_12_01_walk_mixed_eol.bvh', 'humanoid'],
          ['glb/kaykit_mage.glb', 'humanoid'],
          ['glb/fox.glb', 'generic'],
          ['fbx/neo_humanoid.fbx', 'humanoid'],
        ],
  )('the bones of %s are found by themselves (%s)', async (file, rig) => {
    const source = { name: file, bytes: readFileSync(join(fixtures ?? '', file)) }
    const { archives, report } = await bundleFor('unity', [source])
    const assets = assetsOf(await unpacked(archives[0]?.bytes))
    const note = JSON.parse([...assets].find(([path]) => path.endsWith('.onetake.json'))?.[1].asset ?? '{}')
    expect(note.rig).toBe(rig)
    const bones: readonly string[] = note.bones.map(({ human }: { human: string }) => human)
    if (rig === 'generic') expect(bones).toEqual([])
    else expect(bones).toEqual(expect.arrayContaining([...UNITY_REQUIRED_BONES]))
    expect(bones.filter((bone) => !UNITY_BONES.includes(bone))).toEqual([])
    const { meta } = [...assets].find(([path]) => path.endsWith('.fbx'))?.[1] ?? {}
    if (meta) expect(meta.ModelImporter.humanDescription.human).toHaveLength(bones.length)
    expect(report.sources[0]?.notes.map(({ code }) => code)).toContain(
      rig === 'humanoid' ? 'humanoid-mapped' : 'humanoid-not-found',
    )
  })

  test('an FBX that comes from a service is mapped by the names of its joints', async () => {
    const names = [
      'hips',
      'spine',
      'head',
      ...['l', 'r'].flatMap((side) => Object.values(SHORT).map((bone) => `${side}_${bone}`)),
    ]
    const parents: Readonly<Record<string, string>> = {
      spine: 'hips',
      head: 'spine',
      upleg: 'hips',
      leg: 'upleg',
      foot: 'leg',
      arm: 'spine',
      forearm: 'arm',
      hand: 'forearm',
    }
    const joints = names.map((name) => {
      const [, side = '', bone = name] = /^([lr]_)(.*)$/.exec(name) ?? []
      const above = parents[bone]
      const parent =
        above === undefined ? null : Math.max(names.indexOf(above), names.indexOf(`${side}${above}`))
      return { name: `${name}_JNT`, parent, offset: [0, 0.1, 0] as const, end: null }
    })
    const bytes = motionToFbx({
      joints,
      fps: 30,
      frameCount: 0,
      rotations: new Float32Array(0),
      translations: [],
    })
    const { archives } = await bundleFor('unity', [{ name: 'wave.fbx', bytes }])
    const { meta } = assetsOf(await unpacked(archives[0]?.bytes)).get('Assets/Onetake/wave/wave.fbx') ?? {}
    const human: readonly { humanName: string; boneName: string }[] =
      meta.ModelImporter.humanDescription.human
    expect(Object.fromEntries(human.map(({ humanName, boneName }) => [humanName, boneName]))).toEqual(
      humanoidOf('deepmotion'),
    )
  })

  test('joints keep their names through YAML, whatever they are called', async () => {
    const odd = [
      "it's",
      'no',
      '1e3',
      'mixamorig:Hips',
      '- x',
      'a #b',
      '"q"',
      ' ',
      '{',
      'ähm',
      '@',
      'null',
      '~',
      'a: b',
      '0x1',
    ]
    const humanoid = Object.fromEntries(UNITY_REQUIRED_BONES.map((bone, index) => [bone, odd[index] ?? bone]))
    const { archives } = await bundleFor('unity', [fbx], { unity: { humanoid } })
    const { meta } = assetsOf(await unpacked(archives[0]?.bytes)).get('Assets/Onetake/walk/walk.fbx') ?? {}
    const human: readonly { boneName: string }[] = meta.ModelImporter.humanDescription.human
    expect(human.map(({ boneName }) => boneName)).toEqual(odd)
  })

  test('half a map is refused, because with one Unity stops looking by itself', async () => {
    const { Hips: _, ...humanoid } = humanoidOf('mixamo')
    const options = { unity: { humanoid: { ...humanoid, Tail: 'tail', Chest: 'head_JNT' } } }
    await expect(bundleFor('unity', [fbx], options)).rejects.toMatchObject({
      code: 'invalid-option',
      message:
        'The humanoid map cannot be used: it lacks Hips; Unity knows no Tail; head_JNT cannot be two bones.',
    })
  })
})

test('each tarball is a package with a .meta for every file and folder', async () => {
  const { archives } = await bundleFor('unity', [fbx])
  for (const { path, bytes } of archives.filter(({ path: name }) => name.endsWith('.tgz'))) {
    const entries = await unpacked(bytes)
    const manifest = JSON.parse(entries.get('package/package.json') ?? '{}')
    expect(`${manifest.name}-${manifest.version}.tgz`).toBe(path)
    expect(manifest.name).toMatch(/^[a-z0-9.-]+$/)
    const files = [...entries.keys()].filter((name) => !name.endsWith('.meta'))
    const folders = files.map((name) => dirname(name)).filter((name) => name !== 'package')
    expect(files.length).toBeGreaterThan(3)
    for (const name of [...files, ...folders])
      expect(parse(entries.get(`${name}.meta`) ?? '')).toMatchObject({ fileFormatVersion: 2 })
    expect(entries.size).toBe((files.length + new Set(folders).size) * 2 - new Set(folders).size)
  }
})

const mcs = process.env['MCS_PATH']
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const sourcesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.cs'))
    .map((name) => join(folder, name))

describe.skipIf(!mcs)('the C#', { timeout: 60_000 }, () => {
  const compile = (...options: readonly string[]): string =>
    // 7.2 is the newest language mcs knows; Unity 2021.3 speaks 9.
    execFileSync(mcs ?? '', ['-langversion:7.2', '-warnaserror', ...options], {
      encoding: 'utf8',
      stdio: 'pipe',
    })

  test("compiles against what Unity's documentation says, without a warning", () =>
    inTemporaryFolder((folder) => {
      const output = `-out:${join(folder, 'Onetake.Editor.dll')}`
      compile(
        '-target:library',
        output,
        ...sourcesIn(here('unity-stubs')),
        ...sourcesIn(here('../unity/Editor')),
      )
      expect(readdirSync(folder)).toEqual(['Onetake.Editor.dll'])
    }))

  test('believes no address, path or name that a server or a person could trick it with', () =>
    inTemporaryFolder((folder) => {
      const program = join(folder, 'rules.exe')
      compile(
        `-out:${program}`,
        here('unity-rules/ServerRulesTest.cs'),
        here('../unity/Editor/ServerRules.cs'),
      )
      const cases: readonly (readonly [string, string, string, RegExp])[] = [
        ['address', 'https://motion.example.com/api', 't', /^fine$/],
        ['address', 'http://localhost:4000', 't', /^fine$/],
        ['address', 'http://127.0.0.1:4000/', 't', /^fine$/],
        ['address', 'http://motion.example.com', 't', /^Use https/],
        ['address', 'http://motion.example.com', '', /^fine$/],
        ['address', 'https://me:pass@motion.example.com', 't', /^Leave the name/],
        ['address', 'file:///etc/passwd', '', /^Enter the address/],
        ['address', 'https://motion.example.com/?a=b', '', /^Enter the address/],
        ['address', 'motion', '', /^Enter the address/],
        ['path', '/jobs/a-1/artifacts/0', '', /^fine$/],
        ['path', '/jobs/../artifacts/0', '', /^refused$/],
        ['path', '/jobs/a/artifacts/0\n', '', /^refused$/],
        ['path', 'https://thief.example/jobs/a/artifacts/0', '', /^refused$/],
        ['path', '@thief.example/jobs/a/artifacts/0', '', /^refused$/],
        ['name', '../../Editor/Evil.cs', 'glb', /^Evil\.glb$/],
        ['name', 'C:\\x\\walk cycle.fbx', 'fbx', /^walk_cycle\.fbx$/],
        ['name', '.hidden', 'glb', /^motion\.glb$/],
        ['name', 'ä/..', 'glb', /^motion\.glb$/],
      ]
      const values = cases.flatMap(([kind, value, rest]) => [kind, value, rest])
      const mono = join(dirname(mcs ?? ''), 'mono')
      const lines = execFileSync(mono, [program, ...values], { encoding: 'utf8' }).split('\n')
      const wrong = cases.flatMap(([kind, value, , words], index) =>
        words.test(lines[index] ?? '') ? [] : [`${kind} ${value}: ${lines[index]}`],
      )
      expect(wrong).toEqual([])
    }))
})
