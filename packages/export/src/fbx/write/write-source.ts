import type { FbxNode } from '../file/fbx-node.ts'
import { ticksAt, timeModeOf } from '../file/fbx-time.ts'
import { int, long, node, property, raw, text } from '../file/make-node.ts'
import { doubleLine, intLine } from '../file/properties70.ts'
import { writeFbx } from '../file/write-fbx.ts'
import { clipParts } from './clip-parts.ts'
import { createIds, type FbxParts } from './fbx-parts.ts'
import type { FbxSource } from './fbx-source.ts'
import { geometryParts, materialParts } from './mesh-parts.ts'
import { modelParts } from './model-parts.ts'
import { poseParts, skinParts } from './skin-parts.ts'

export interface FbxWriteOptions {
  /**
   * What one unit of the file is.
   *
   * Centimetres (the default) are what FBX counts in: `UnitScaleFactor` is 1, and Maya, MotionBuilder and Unreal need no
   * conversion. Blender and Unity read the factor and arrive at metres. three.js and assimp do not read it: metres
   * (`UnitScaleFactor` 100) are for them, and come out right in Blender and Unity, too, without a scale of 0.01.
   */
  readonly unit?: 'cm' | 'm'
}

const VERSION = 7400
const CREATOR = '@onetake/export'

/** A scene as binary FBX 7.4, the version every program of the last ten years reads; the same bytes for the same scene. */
export function writeSource(
  source: FbxSource,
  { unit = 'cm' }: FbxWriteOptions = {},
): Uint8Array<ArrayBuffer> {
  const unitsPerMetre = unit === 'cm' ? 100 : 1
  const nextId = createIds()
  const models = modelParts(source.nodes, unitsPerMetre, nextId)
  const materials = materialParts(source.materials, nextId)
  const parts: FbxParts[] = [models, materials]
  for (const mesh of source.meshes) {
    const geometry = geometryParts(mesh, unitsPerMetre, models.ids[mesh.node] ?? 0, materials.ids, nextId)
    parts.push(geometry)
    if (mesh.skin) parts.push(skinParts(mesh.skin, source, unitsPerMetre, geometry.id, models.ids, nextId))
  }
  if (source.meshes.some(({ skin }) => skin)) parts.push(poseParts(source, unitsPerMetre, models.ids, nextId))
  for (const clip of source.clips) parts.push(clipParts(clip, source.fps, unitsPerMetre, models.ids, nextId))
  const objects = parts.flatMap((part) => part.objects)
  const connections = parts.flatMap((part) => part.connections)
  return writeFbx({
    version: VERSION,
    nodes: [
      ...header(),
      globalSettings(source, unit),
      documents(),
      node('References'),
      definitions(objects),
      node('Objects', [], objects),
      node('Connections', [], connections),
      node('Takes', [], [node('Current', [text(source.clips[0]?.name ?? '')])]),
    ],
  })
}

/** No clock: one date for all files, and the id that belongs to it, as Blender writes them. */
function header(): readonly FbxNode[] {
  const stamp = {
    Version: 1000,
    Year: 1970,
    Month: 1,
    Day: 1,
    Hour: 10,
    Minute: 0,
    Second: 0,
    Millisecond: 0,
  }
  const fileId = [
    0x28, 0xb3, 0x2a, 0xeb, 0xb6, 0x24, 0xcc, 0xc2, 0xbf, 0xc8, 0xb0, 0x2a, 0xa9, 0x2b, 0xfc, 0xf1,
  ]
  return [
    node(
      'FBXHeaderExtension',
      [],
      [
        node('FBXHeaderVersion', [int(1003)]),
        node('FBXVersion', [int(VERSION)]),
        node('EncryptionType', [int(0)]),
        node(
          'CreationTimeStamp',
          [],
          Object.entries(stamp).map(([name, value]) => node(name, [int(value)])),
        ),
        node('Creator', [text(CREATOR)]),
      ],
    ),
    node('FileId', [raw(Uint8Array.from(fileId))]),
    node('CreationTime', [text('1970-01-01 10:00:00:000')]),
    node('Creator', [text(CREATOR)]),
  ]
}

function globalSettings({ fps, clips }: FbxSource, unit: 'cm' | 'm'): FbxNode {
  const frames = Math.max(1, ...clips.map(({ frameCount }) => frameCount))
  const factor = unit === 'cm' ? 1 : 100
  const axes = {
    UpAxis: 1,
    UpAxisSign: 1,
    FrontAxis: 2,
    FrontAxisSign: 1,
    CoordAxis: 0,
    CoordAxisSign: 1,
    OriginalUpAxis: 1,
    OriginalUpAxisSign: 1,
  }
  return node(
    'GlobalSettings',
    [],
    [
      node('Version', [int(1000)]),
      node(
        'Properties70',
        [],
        [
          ...Object.entries(axes).map(([name, value]) => intLine(name, value)),
          doubleLine('UnitScaleFactor', factor),
          doubleLine('OriginalUnitScaleFactor', factor),
          property('TimeMode', 'enum', '', '', int(timeModeOf(fps))),
          property('TimeSpanStart', 'KTime', 'Time', '', long(0)),
          property('TimeSpanStop', 'KTime', 'Time', '', long(ticksAt(frames - 1, fps))),
          doubleLine('CustomFrameRate', fps),
        ],
      ),
    ],
  )
}

const documents = (): FbxNode =>
  node(
    'Documents',
    [],
    [
      node('Count', [int(1)]),
      node('Document', [long(1), text('Scene'), text('Scene')], [node('RootNode', [long(0)])]),
    ],
  )

function definitions(objects: readonly FbxNode[]): FbxNode {
  const counts = new Map<string, number>([['GlobalSettings', 1]])
  for (const { name } of objects) counts.set(name, (counts.get(name) ?? 0) + 1)
  return node(
    'Definitions',
    [],
    [
      node('Version', [int(100)]),
      node('Count', [int([...counts.values()].reduce((sum, count) => sum + count, 0))]),
      ...[...counts].map(([name, count]) => node('ObjectType', [text(name)], [node('Count', [int(count)])])),
    ],
  )
}
