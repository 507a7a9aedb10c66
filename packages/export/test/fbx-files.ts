import { parseBvh } from '../src/bvh/parse-bvh.ts'
import type { FbxNode } from '../src/fbx/file/fbx-node.ts'
import { readFbx } from '../src/fbx/file/read-fbx.ts'
import { withProperties } from '../src/fbx/file/properties70.ts'
import { writeFbx } from '../src/fbx/file/write-fbx.ts'
import { motionToFbx } from '../src/fbx/motion-to-fbx.ts'
import { toMotion } from '../src/motion/to-motion.ts'
import { bvhText } from './bvh-text.ts'

/** A walker of two joints, skinned and moving, in a few thousand bytes. */
export const smallFbx = (unit: 'cm' | 'm' = 'cm'): Uint8Array =>
  motionToFbx(toMotion(parseBvh(bvhText())).motion, { unit, name: 'take' })

/** The same file with other lines in its settings. */
export const withSettings = (bytes: Uint8Array, lines: Readonly<Record<string, FbxNode>>): Uint8Array => {
  const { version, nodes } = readFbx(bytes)
  return writeFbx({
    version,
    nodes: nodes.map((entry) => (entry.name === 'GlobalSettings' ? withProperties(entry, lines) : entry)),
  })
}

/** The same file with other lines in every model of this name. */
export const withModel = (
  bytes: Uint8Array,
  name: string,
  lines: Readonly<Record<string, FbxNode>>,
): Uint8Array => {
  const { version, nodes } = readFbx(bytes)
  const isIt = ({ name: kind, properties: [, label] }: FbxNode): boolean =>
    kind === 'Model' && label?.type === 'S' && new TextDecoder().decode(label.bytes).startsWith(`${name}\0`)
  return writeFbx({
    version,
    nodes: nodes.map((entry) =>
      entry.name === 'Objects'
        ? {
            ...entry,
            children: entry.children.map((object) => (isIt(object) ? withProperties(object, lines) : object)),
          }
        : entry,
    ),
  })
}
