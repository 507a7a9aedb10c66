import { EXPORT_VERSION, UNITY_EDITOR } from '../bundle/shipped-files.ts'
import type { ExportedFile } from '../export-for.ts'
import { assetMeta } from './asset-meta.ts'
import { tarGz } from './tar.ts'
import { unityGuid } from './unity-guid.ts'
import type { UnityHumanoid } from './unity-humanoid.ts'

export interface UnityOptions {
  /**
   * Which joint is which bone, for all models of the bundle. Unless told it is found by names and shape
   * (in an FBX by names alone); where that fails, Unity looks for itself.
   */
  readonly humanoid?: UnityHumanoid
  /** Unless told: `humanoid`, or `generic` for a skeleton that is seen to be no whole person. */
  readonly rig?: 'humanoid' | 'generic'
  /** The clips begin again when they end; `false` unless told. */
  readonly loop?: boolean
  /** Of the package for the Package Manager, such as `1.2.0`; `1.0.0` unless told. */
  readonly version?: string
}

/** How a model is rigged: without a map Unity looks for the bones itself. */
export interface UnityRig {
  readonly rig: 'humanoid' | 'generic'
  readonly humanoid?: UnityHumanoid
}

export interface UnityFile extends ExportedFile {
  /** Of a model. */
  readonly rig?: UnityRig
}

const EDITOR_PACKAGE = 'com.onetake.editor'
/** Where the editor package was last changed; its own, because it changes when the C# does and not with each bundle. */
const EDITOR_VERSION = '0.1.0'

/**
 * The same files twice, as Unity takes them: one `.unitypackage` for the Assets folder, with the editor tools in it;
 * and tarballs for the Package Manager, assets and tools apart, so that many bundles share one set of tools.
 *
 * @param files - Assets, notes and papers side by side, and folders of models with their pictures.
 */
export async function unityPackages(
  name: string,
  files: readonly UnityFile[],
  options: UnityOptions = {},
): Promise<readonly ExportedFile[]> {
  const id = `com.onetake.motion.${
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'motion'
  }`
  const { version = '1.0.0' } = options
  // The Package Manager shows a README where it lies at the top.
  const inside = files.map((file) =>
    file.path === 'README.md' ? file : { ...file, path: `Models/${file.path}` },
  )
  return [
    { path: `${name}.unitypackage`, bytes: await unityPackage(name, id, files) },
    {
      path: `${id}-${version}.tgz`,
      bytes: await upmTarball([manifest(id, version, `onetake: ${name}`), ...inside], id),
    },
    { path: `${EDITOR_PACKAGE}-${EDITOR_VERSION}.tgz`, bytes: await unityEditorPackage() },
  ]
}

/** The editor tools alone, for the Package Manager. */
export function unityEditorPackage(): Promise<Uint8Array<ArrayBuffer>> {
  const scripts = editorFiles().map(({ path, bytes }) => ({ path: `Editor/${path}`, bytes }))
  const files = [manifest(EDITOR_PACKAGE, EDITOR_VERSION, 'onetake'), EDITOR_README, ...scripts]
  return upmTarball(files, EDITOR_PACKAGE)
}

/**
 * A gzipped tar with one folder an asset, named by its GUID: `asset` (folders have none), `asset.meta`, `pathname`.
 *
 * No specification; the layout as Unity exports it, read by github.com/Cobertos/unitypackage_extractor and the like.
 */
async function unityPackage(
  name: string,
  id: string,
  files: readonly UnityFile[],
): Promise<Uint8Array<ArrayBuffer>> {
  const home = 'Assets/Onetake'
  const content = files.map((file) => ({ ...file, path: `${home}/${name}/${file.path}`, owner: id }))
  // Every bundle brings the same tools under the same GUIDs: importing a second one changes nothing.
  const tools = editorFiles().map(({ path, bytes }) => ({
    path: `${home}/Editor/${path}`,
    bytes,
    owner: EDITOR_PACKAGE,
  }))
  const folders = [home, `${home}/Editor`].map((path) => ({ path, owner: EDITOR_PACKAGE }))
  const assets: readonly { path: string; owner: string; bytes?: Uint8Array; rig?: UnityRig }[] = [
    ...folders,
    ...foldersOf(content)
      .filter((path) => path.startsWith(`${home}/`))
      .map((path) => ({ path, owner: id })),
    ...content,
    ...tools,
  ]
  const encoder = new TextEncoder()
  const entries = await Promise.all(
    assets.map(async ({ path, owner, bytes, rig }) => {
      const guid = await unityGuid(owner, path)
      const meta = assetMeta(bytes ? path : 'folder', guid, rig)
      return [
        ...(bytes ? [{ path: `${guid}/asset`, bytes }] : []),
        { path: `${guid}/asset.meta`, bytes: encoder.encode(meta) },
        { path: `${guid}/pathname`, bytes: encoder.encode(path) },
      ]
    }),
  )
  return tarGz(entries.flat())
}

/**
 * What `npm pack` would give: everything below `package/`. Each file and folder has its `.meta`, because Unity ignores
 * those without one in a package that it may not write to.
 *
 * @see https://docs.unity3d.com/Manual/cus-layout.html, https://docs.unity3d.com/Manual/upm-ui-tarball.html
 */
async function upmTarball(files: readonly UnityFile[], id: string): Promise<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  const folders = foldersOf(files)
  const metas = await Promise.all(
    [
      ...folders.map((path) => ({ path, kind: 'folder', rig: undefined })),
      ...files.map(({ path, rig }) => ({ path, kind: path, rig })),
    ].map(async ({ path, kind, rig }) => ({
      path: `${path}.meta`,
      bytes: encoder.encode(assetMeta(kind, await unityGuid(id, path), rig)),
    })),
  )
  return tarGz([...files, ...metas].map(({ path, bytes }) => ({ path: `package/${path}`, bytes })))
}

/** Every folder that a file lies in, from the top down. */
const foldersOf = (files: readonly ExportedFile[]): readonly string[] => [
  ...new Set(files.flatMap(({ path }) => [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index)))),
]

const editorFiles = (): readonly ExportedFile[] =>
  Object.entries(UNITY_EDITOR).map(([path, text]) => textFile(path, text))

/** @see https://docs.unity3d.com/Manual/upm-manifestPkg.html */
function manifest(name: string, version: string, displayName: string): ExportedFile {
  const content = {
    name,
    version,
    displayName,
    description: 'What a onetake job made, with what Unity must know to import it.',
    unity: '2021.3',
    keywords: ['animation', 'humanoid', 'motion'],
    author: { name: 'onetake' },
    license: 'MIT',
    _exportedBy: `@onetake/export ${EXPORT_VERSION}`,
  }
  return textFile('package.json', `${JSON.stringify(content, null, 2)}\n`)
}

const textFile = (path: string, text: string): ExportedFile => ({
  path,
  bytes: new TextEncoder().encode(text),
})

const EDITOR_README = textFile(
  'README.md',
  `# onetake for the Unity editor

Window > onetake opens a package, or lists the finished jobs of a onetake server and imports one.
Models beside a NAME.onetake.json get their size, rig and loop flags when they first arrive; all others are left alone.
Assets > onetake > Build Humanoid Avatar makes an avatar for a GLB that comes with a humanoid map.

Every .unitypackage of onetake brings these tools along: use either those or this package, not both.
`,
)
