import { bakeScene } from './bake/bake-scene.ts'
import { restTurn, transformOf } from './bake/model-transform.ts'
import { type ModelPlan, planBake } from './bake/plan-bake.ts'
import type { Similarity } from './bake/similarity.ts'
import { degreesBetween, NO_TURN } from './bake/turn.ts'
import { fbxError } from './fbx-error.ts'
import type { FbxNote } from './fbx-note.ts'
import { axesOfSettings, turnToStandard } from './file/fbx-axes.ts'
import { childOf, type FbxFile, type FbxNode, nameOf } from './file/fbx-node.ts'
import { type FbxScene, indexScene } from './file/fbx-scene.ts'
import { doubleLine, intLine, numberOf, withProperties } from './file/properties70.ts'
import { readFbx } from './file/read-fbx.ts'
import { writeFbx } from './file/write-fbx.ts'

export interface FbxBakeOptions {
  /**
   * What one unit of the new file is. Metres (the default) come out right everywhere: readers that know
   * `UnitScaleFactor` find 100 and multiply by 1, readers that do not (three.js, assimp) take one unit for one metre.
   * Centimetres are what Maya and Unreal count in.
   */
  readonly unit?: 'm' | 'cm'
}

/**
 * An FBX file whose size and posture do not depend on who reads it: Y is up, Z is the front, no object is scaled, and
 * none is turned by a quarter only because somebody converted axes.
 *
 * Everything keeps its place in the world: what is taken from an object is given to what it holds, down to vertices,
 * skins, bind poses, shapes and curves. Everything else in the file stays as it is, byte for byte.
 *
 * @throws ExportError `invalid-file` for a damaged file; `unsupported` for one that is left-handed or cannot be baked
 * without making copies of its meshes or curves.
 */
export function bakeFbxUnits(
  bytes: Uint8Array,
  { unit = 'm' }: FbxBakeOptions = {},
): { readonly bytes: Uint8Array; readonly notes: readonly FbxNote[] } {
  const file = readFbx(bytes)
  const settings = childOf(file, 'GlobalSettings')
  const before = unitOf(settings)
  const after = unit === 'm' ? 100 : 1
  const turn = turnToStandard(axesOfSettings(settings))
  if (turn === null)
    throw fbxError(
      settings?.byteOffset ?? 0,
      'the axes of this file are left-handed or contradict each other. Export it again with Y up and right-handed axes.',
      'unsupported',
    )
  const world: Similarity = { turn, scale: before / after }
  const scene = indexScene(file)
  const plans = planBake(scene, world)
  const notes = notesOf(scene, plans, world, before, after)
  if (notes.length === 0)
    return {
      bytes,
      notes: [
        {
          code: 'bake-not-needed',
          severity: 'info',
          message: 'Unit, axes and scales already are as they should be; nothing was changed.',
        },
      ],
    }
  const baked = bakeScene(file, scene, plans, world)
  return { bytes: writeFbx(withSettings(baked, after)), notes }
}

/** Centimetres in one unit; 1 where the file does not say, as the SDK has it. */
function unitOf(settings: FbxNode | undefined): number {
  const factor = numberOf(settings, 'UnitScaleFactor') ?? 1
  if (!(factor > 1e-6 && factor < 1e9))
    throw fbxError(
      settings?.byteOffset ?? 0,
      `one unit is said to be ${factor} centimetres. Export the file again.`,
    )
  return factor
}

function withSettings(file: FbxFile, unit: number): FbxFile {
  const axes = { UpAxis: 1, UpAxisSign: 1, FrontAxis: 2, FrontAxisSign: 1, CoordAxis: 0, CoordAxisSign: 1 }
  const lines: Record<string, FbxNode> = {}
  for (const [name, value] of Object.entries(axes)) lines[name] = intLine(name, value)
  for (const name of ['UnitScaleFactor', 'OriginalUnitScaleFactor']) lines[name] = doubleLine(name, unit)
  return {
    ...file,
    nodes: file.nodes.map((entry) =>
      entry.name === 'GlobalSettings' ? withProperties(entry, lines) : entry,
    ),
  }
}

function notesOf(
  scene: FbxScene,
  plans: ReadonlyMap<bigint, ModelPlan>,
  world: Similarity,
  before: number,
  after: number,
): readonly FbxNote[] {
  const names = (chosen: (plan: ModelPlan) => boolean): readonly string[] =>
    [...plans.values()].filter(chosen).flatMap(({ id }) => {
      const model = scene.objects.get(id)
      return model ? [JSON.stringify(nameOf(model))] : []
    })
  const straightened = names(({ id, isStraightened }) => isStraightened && isTurned(scene, id))
  const scaled = names((plan) => plan.removedScale !== 1)
  const notes: FbxNote[] = []
  if (world.scale !== 1)
    notes.push({
      code: 'unit-baked',
      severity: 'info',
      message: `One unit was ${before} cm and is ${after} cm now; every length was multiplied by ${Number(world.scale.toPrecision(6))}, so the size is the same.`,
      before,
      after,
    })
  if (Math.abs(world.turn[3]) < 1)
    notes.push({
      code: 'axes-turned',
      severity: 'info',
      message: 'The file had other axes and was turned, so that Y is up and Z is the front.',
    })
  if (straightened.length > 0)
    notes.push({
      code: 'root-straightened',
      severity: 'info',
      message: `${list(straightened)} stood turned by a quarter against the scene; the turn went into what ${straightened.length === 1 ? 'it holds' : 'they hold'}.`,
    })
  if (scaled.length > 0)
    notes.push({
      code: 'scale-baked',
      severity: 'info',
      message: `${list(scaled)} ${scaled.length === 1 ? 'was' : 'were'} scaled; the scale went into what ${scaled.length === 1 ? 'it holds' : 'they hold'}.`,
    })
  return notes
}

/** By itself, and not only because the whole file has other axes. */
function isTurned(scene: FbxScene, id: bigint): boolean {
  const model = scene.objects.get(id)
  return model !== undefined && degreesBetween(NO_TURN, restTurn(transformOf(model))) > 1
}

/** The first few of many. */
const list = (names: readonly string[]): string =>
  names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')
