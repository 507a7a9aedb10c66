import { zipSync } from 'fflate'
import type { Motion } from '../motion/motion.ts'
import { rig } from '../motion/rig.ts'
import { animationObjects } from './fbx-animation.ts'
import { double, flag, int, long, node, raw, text, writeFbx, type FbxNode } from './fbx-node.ts'
import { centimetres, connect, modelId, named, property, ticksAt, type FbxObjects } from './fbx-objects.ts'
import { skinObjects } from './fbx-skin.ts'

/** A motion as binary FBX 7.4: the skinned mannequin, its 52 joints and one take, in centimetres, Y up, facing +Z. */
export function toFbx(motion: Motion): Uint8Array {
  const parts = [skeletonObjects(), skinObjects(), animationObjects(motion)]
  const objects = parts.flatMap((part) => part.objects)
  return writeFbx([
    ...headerNodes(),
    globalSettings(motion),
    node(
      'Documents',
      [],
      [
        node('Count', [int(1)]),
        node('Document', [long(1), text('Scene'), text('Scene')], [node('RootNode', [long(0)])]),
      ],
    ),
    node('References'),
    definitions(objects),
    node('Objects', [], objects),
    node(
      'Connections',
      [],
      parts.flatMap(({ connections }) => connections),
    ),
    node('Takes', [], [node('Current', [text(motion.name)])]),
  ])
}

/** The zip archive in which the service delivers FBX. The date inside is fixed, so that equal motions are equal bytes. */
export const toFbxZip = (motion: Motion): Uint8Array =>
  zipSync({ [`${motion.name}.fbx`]: [toFbx(motion), { mtime: new Date(2024, 0, 1), level: 6 }] })

function headerNodes(): readonly FbxNode[] {
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
  // this id is the one that belongs to this date, and a reader may check that they match
  const id = [0x28, 0xb3, 0x2a, 0xeb, 0xb6, 0x24, 0xcc, 0xc2, 0xbf, 0xc8, 0xb0, 0x2a, 0xa9, 0x2b, 0xfc, 0xf1]
  return [
    node(
      'FBXHeaderExtension',
      [],
      [
        node('FBXHeaderVersion', [int(1003)]),
        node('FBXVersion', [int(7400)]),
        node('EncryptionType', [int(0)]),
        node(
          'CreationTimeStamp',
          [],
          Object.entries(stamp).map(([name, value]) => node(name, [int(value)])),
        ),
        node('Creator', [text('@onetake/emulator')]),
      ],
    ),
    node('FileId', [raw(Uint8Array.from(id))]),
    node('CreationTime', [text('1970-01-01 10:00:00:000')]),
    node('Creator', [text('@onetake/emulator')]),
  ]
}

function globalSettings({ fps, frameCount }: Motion): FbxNode {
  const axis = (name: string, value: number): FbxNode => property(name, 'int', 'Integer', '', int(value))
  return node(
    'GlobalSettings',
    [],
    [
      node('Version', [int(1000)]),
      node(
        'Properties70',
        [],
        [
          axis('UpAxis', 1),
          axis('UpAxisSign', 1),
          axis('FrontAxis', 2),
          axis('FrontAxisSign', 1),
          axis('CoordAxis', 0),
          axis('CoordAxisSign', 1),
          axis('OriginalUpAxis', 1),
          axis('OriginalUpAxisSign', 1),
          property('UnitScaleFactor', 'double', 'Number', '', double(1)),
          property('OriginalUnitScaleFactor', 'double', 'Number', '', double(1)),
          property('TimeMode', 'enum', '', '', int(6)), // 30 frames a second
          property('TimeSpanStart', 'KTime', 'Time', '', long(0)),
          property('TimeSpanStop', 'KTime', 'Time', '', long(ticksAt(frameCount - 1, fps))),
          property('CustomFrameRate', 'double', 'Number', '', double(fps)),
        ],
      ),
    ],
  )
}

function definitions(objects: readonly FbxNode[]): FbxNode {
  const counts = new Map<string, number>([['GlobalSettings', 1]])
  for (const { name } of objects) counts.set(name, (counts.get(name) ?? 0) + 1)
  return node(
    'Definitions',
    [],
    [
      node('Version', [int(100)]),
      node('Count', [int([...counts.values()].reduce((a, b) => a + b))]),
      ...[...counts].map(([name, count]) => node('ObjectType', [text(name)], [node('Count', [int(count)])])),
    ],
  )
}

const attributeId = (joint: number): number => 2_000_000 + joint

function skeletonObjects(): FbxObjects {
  const objects = rig.flatMap(({ name, offset }, joint) => [
    node(
      'NodeAttribute',
      [long(attributeId(joint)), named(name, 'NodeAttribute'), text('LimbNode')],
      [
        node('Properties70', [], [property('Size', 'double', 'Number', '', double(1))]),
        node('TypeFlags', [text('Skeleton')]),
      ],
    ),
    node(
      'Model',
      [long(modelId(joint)), named(name, 'Model'), text('LimbNode')],
      [
        node('Version', [int(232)]),
        node(
          'Properties70',
          [],
          [
            property('InheritType', 'enum', '', '', int(1)),
            property(
              'Lcl Translation',
              'Lcl Translation',
              '',
              'A',
              ...offset.map((metres) => double(metres * centimetres)),
            ),
            property('Lcl Rotation', 'Lcl Rotation', '', 'A', double(0), double(0), double(0)),
            property('Lcl Scaling', 'Lcl Scaling', '', 'A', double(1), double(1), double(1)),
          ],
        ),
        node('Shading', [flag(true)]),
        node('Culling', [text('CullingOff')]),
      ],
    ),
  ])
  const connections = rig.flatMap(({ parent }, joint) => [
    connect(modelId(joint), parent < 0 ? 0 : modelId(parent)),
    connect(attributeId(joint), modelId(joint)),
  ])
  return { objects, connections }
}
