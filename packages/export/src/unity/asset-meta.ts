import { modelImporter } from './model-importer.ts'
import { toYaml, type Yaml } from './to-yaml.ts'
import type { UnityRig } from './unity-packages.ts'

/**
 * The `.meta` file beside an asset: its identity, and how it is imported.
 *
 * A GLB gets its identity alone, and so do splats: which importer they belong to depends on the packages of the
 * project, and that one writes the rest. So does a picture.
 *
 * @param path - Of the asset; `folder` for one of those.
 */
export function assetMeta(path: string | 'folder', guid: string, rig?: UnityRig): string {
  return toYaml({ fileFormatVersion: 2, guid, ...importerOf(path, rig) })
}

function importerOf(path: string, rig: UnityRig = { rig: 'humanoid' }): { readonly [key: string]: Yaml } {
  if (path === 'folder') return { folderAsset: 'yes', DefaultImporter: PLAIN }
  if (path === 'package.json') return { PackageManifestImporter: PLAIN }
  switch (path.slice(path.lastIndexOf('.') + 1)) {
    case 'cs':
      return { MonoImporter: { ...SCRIPT, ...PLAIN } }
    case 'asmdef':
      return { AssemblyDefinitionImporter: PLAIN }
    case 'json':
    case 'txt':
    case 'md':
      return { TextScriptImporter: PLAIN }
    case 'fbx':
      return { ModelImporter: modelImporter(rig) }
    case 'mp4':
    case 'mov':
      return { VideoClipImporter: { ...VIDEO, ...PLAIN } }
    case 'glb':
    case 'spz':
      return {}
    default:
      // A picture: Unity writes what its importer of textures begins with.
      return {}
  }
}

const PLAIN: { readonly [key: string]: Yaml } = {
  externalObjects: {},
  userData: '',
  assetBundleName: '',
  assetBundleVariant: '',
}

/**
 * What Unity has unless told, said so that no preset of a project changes it: the sound stays, the picture is not
 * turned, and nothing is encoded anew (no `targetSettings`).
 *
 * @see https://docs.unity3d.com/ScriptReference/VideoClipImporter.html: importAudio, flipVertical, flipHorizontal
 */
const VIDEO: { readonly [key: string]: Yaml } = {
  serializedVersion: 2,
  flipVertical: 0,
  flipHorizontal: 0,
  importAudio: 1,
}

const SCRIPT: { readonly [key: string]: Yaml } = {
  serializedVersion: 2,
  defaultReferences: [],
  executionOrder: 0,
  icon: { instanceID: 0 },
}
