import { restTurn, transformOf } from './bake/model-transform.ts'
import { degreesBetween, NO_TURN } from './bake/turn.ts'
import { type FbxAxes, axesOfSettings } from './file/fbx-axes.ts'
import { childOf, type FbxNode, nameOf, textAt } from './file/fbx-node.ts'
import { type FbxScene, indexScene, SCENE_ID } from './file/fbx-scene.ts'
import { fpsOf, secondsOf } from './file/fbx-time.ts'
import { numberOf, propertyOf, vectorOf } from './file/properties70.ts'
import { readFbx } from './file/read-fbx.ts'

/** What an FBX file says about itself. Nothing is unpacked to learn it. */
export interface FbxSettings {
  /** Such as 7400. */
  readonly version: number
  /** The program or library that wrote it; `null` where it does not say. */
  readonly creator: string | null
  /** Centimetres in one unit: 1 for centimetres, 100 for metres. */
  readonly unitScaleFactor: number
  /** The same of the scene it was made in, before any conversion; `null` where the file does not say. */
  readonly originalUnitScaleFactor: number | null
  readonly axes: FbxAxes
  /** Frames per second; `null` where the file names none that is known. */
  readonly fps: number | null
  readonly timeMode: number
  readonly models: number
  readonly joints: number
  readonly meshes: number
  readonly skins: number
  readonly materials: number
  /** Names of picture files that the file refers to and does not contain. */
  readonly texturesOutside: readonly string[]
  readonly clips: readonly FbxClip[]
  /** What stands in the scene directly. */
  readonly roots: readonly FbxRoot[]
}

export interface FbxClip {
  readonly name: string
  readonly startSeconds: number
  readonly durationSeconds: number
}

export interface FbxRoot {
  readonly name: string
  /** `Mesh`, `Null`, `LimbNode` and others. */
  readonly kind: string
  /** By how much it stands turned at rest. */
  readonly turnedDegrees: number
  readonly scaling: readonly [number, number, number]
}

/** @throws ExportError as `readFbx` does. */
export function readFbxSettings(bytes: Uint8Array): FbxSettings {
  const file = readFbx(bytes)
  const settings = childOf(file, 'GlobalSettings')
  const scene = indexScene(file)
  const objects = [...scene.objects.values()]
  const count = (name: string, kind?: string): number =>
    objects.filter((object) => object.name === name && (kind === undefined || textAt(object, 2) === kind))
      .length
  const timeMode = numberOf(settings, 'TimeMode') ?? 0
  return {
    version: file.version,
    creator:
      textAt(childOf(childOf(file, 'FBXHeaderExtension'), 'Creator'), 0) ??
      textAt(childOf(file, 'Creator'), 0),
    unitScaleFactor: numberOf(settings, 'UnitScaleFactor') ?? 1,
    originalUnitScaleFactor: numberOf(settings, 'OriginalUnitScaleFactor'),
    axes: axesOfSettings(settings),
    fps: fpsOf(timeMode, numberOf(settings, 'CustomFrameRate')),
    timeMode,
    models: count('Model'),
    joints: count('Model', 'LimbNode'),
    meshes: count('Geometry', 'Mesh'),
    skins: count('Deformer', 'Skin'),
    materials: count('Material'),
    texturesOutside: [...new Set(objects.filter((object) => object.name === 'Video').flatMap(outsideName))],
    clips: objects.filter(({ name }) => name === 'AnimationStack').map(clipOf),
    roots: rootsOf(scene),
  }
}

function outsideName(video: FbxNode): readonly string[] {
  const content = childOf(video, 'Content')?.properties[0]
  if (content && 'bytes' in content && content.bytes.length > 0) return []
  const name = textAt(childOf(video, 'RelativeFilename'), 0) || textAt(childOf(video, 'Filename'), 0)
  // A path of somebody's machine is nobody's business; the file's own name is enough to look for.
  const last = name?.split(/[\\/]/).at(-1)
  return last ? [last] : []
}

function clipOf(stack: FbxNode): FbxClip {
  const start = numberOf(stack, 'LocalStart') ?? 0
  const stop = numberOf(stack, 'LocalStop') ?? numberOf(stack, 'ReferenceStop') ?? start
  return {
    name: nameOf(stack),
    startSeconds: secondsOf(start),
    durationSeconds: Math.max(0, secondsOf(stop - start)),
  }
}

const rootsOf = (scene: FbxScene): readonly FbxRoot[] =>
  scene.childrenOf(SCENE_ID).flatMap(({ id }) => {
    const model = scene.objects.get(id)
    if (model?.name !== 'Model') return []
    return [
      {
        name: nameOf(model),
        kind: textAt(model, 2) ?? '',
        turnedDegrees:
          propertyOf(model, 'Lcl Rotation') || propertyOf(model, 'PreRotation')
            ? degreesBetween(NO_TURN, restTurn(transformOf(model)))
            : 0,
        scaling: vectorOf(model, 'Lcl Scaling') ?? [1, 1, 1],
      },
    ]
  })
