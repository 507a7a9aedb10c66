import type { BundleOptions, Made } from '../bundle/bundle-for.ts'
import { packSplats } from '../bundle/pack-splats.ts'
import { packVideo } from '../bundle/pack-video.ts'
import type { BundleSources } from '../bundle/place-sources.ts'
import { unityModels } from './unity-models.ts'

/** Everything side by side, because assets of different kinds have different endings; and how each is opened. */
export async function unityBundle(
  { motions, splats, videos }: BundleSources,
  options: BundleOptions,
): Promise<Made> {
  const models = await unityModels(motions, options)
  const flat = { folder: '' }
  const packedSplats = await Promise.all(splats.map((source) => packSplats('unity', { ...source, ...flat })))
  const packedVideos = videos.map((source) => packVideo({ ...source, ...flat }))
  const packed = [...packedSplats, ...packedVideos]
  const readme = [
    '# What a onetake job made, for Unity\n',
    ABOUT_PAPERS,
    ...(motions.length > 0 ? [ABOUT_MODELS] : []),
    ...(videos.length > 0 ? [ABOUT_VIDEOS] : []),
    ...(splats.length > 0 ? [ABOUT_SPLATS] : []),
  ].join('\n')
  return {
    files: [
      ...models.files,
      ...packed.map(({ file }) => file),
      { path: 'README.md', bytes: new TextEncoder().encode(readme) },
    ],
    outcomes: [...models.outcomes, ...packed.map(({ outcome }) => outcome)],
  }
}

const ABOUT_PAPERS = `provenance.json says what these files come from, report.txt what was found and mended.
`

const ABOUT_MODELS = `## Models

com.onetake.editor (inside a .unitypackage it comes along) gives the models their size, rig and loop flags, and builds
humanoid avatars for GLBs. An FBX needs no importer; a GLB needs glTFast (com.unity.cloud.gltfast) or UnityGLTF.
`

const ABOUT_VIDEOS = `## Videos

An .mp4 is a VideoClip, with its sound: drag it onto an object to get a Video Player, or onto the field Video Clip of one.
H.264 has no transparency; report.txt says which codec it is.
`

const ABOUT_SPLATS = `## Gaussian splats

Unity shows no .spz by itself. UnityGaussianSplatting (org.nesnausk.gaussian-splatting, github.com/aras-p/UnityGaussianSplatting,
1.0 or later) does: Tools > Gaussian Splats > Create GaussianSplatAsset, choose the .spz as input, then give the asset to a
GaussianSplatRenderer. That package takes coordinates as they are, so this file has Unity's: leave the scale of the object
at (1, 1, 1) and its rotation at 0. Programs that do not work in Unity's left-handed frame show it mirrored.
`
