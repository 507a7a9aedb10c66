import type { Document } from '@gltf-transform/core'
import type { FbxNote } from '../fbx-note.ts'
import { uniqueNames } from '../../unique-names.ts'
import type { FbxSource, SourceMaterial, SourceMesh, SourceNode } from './fbx-source.ts'
import { guessClipFps, sampleClips } from './glb-clips.ts'
import { meshOf } from './glb-mesh.ts'
import { placeNodes, type PlacedNode } from './glb-nodes.ts'

/**
 * What FBX can take of a glTF scene. A skinned mesh gets a place of its own in the middle of the scene: glTF lets the
 * joints alone place it, and FBX readers differ about what its node would do.
 */
export function readGlbSource(
  document: Document,
  fps: number | null,
): { readonly source: FbxSource; readonly notes: readonly FbxNote[] } {
  const root = document.getRoot()
  const placed = placeNodes(document)
  const placeOf = new Map(placed.map(({ node }, index) => [node, index]))
  const materials = root.listMaterials()
  const nodes: SourceNode[] = placed.map(toSource)
  const meshes: SourceMesh[] = []
  for (const [index, { node, ownScale }] of placed.entries()) {
    const mesh = node.getMesh()
    if (!mesh) continue
    const skin = node.getSkin()
    const isSeparate = skin !== null || nodes[index]?.kind === 'joint'
    const at = isSeparate ? nodes.length : index
    const read = meshOf({ mesh, skin, placeOf, placed, materials, scale: skin ? 1 : ownScale, node: at })
    if (!read) continue
    meshes.push(read)
    if (isSeparate) nodes.push(meshNode(`${node.getName() || 'mesh'} mesh`, skin ? null : index, nodes))
  }
  const names = uniqueNames(nodes.map(({ name }) => name))
  const rate = fps ?? guessClipFps(root.listAnimations()) ?? 30
  const source: FbxSource = {
    fps: rate,
    nodes: nodes.map((node, index) => ({ ...node, name: names[index] ?? node.name })),
    meshes,
    materials: materials.map((material, index): SourceMaterial => ({
      name: material.getName() || `material ${index + 1}`,
      color: material.getBaseColorFactor(),
    })),
    clips: sampleClips(root.listAnimations(), rate, placeOf, placed),
  }
  return { source, notes: notesOf(document) }
}

const toSource = (
  { node, parent, kind, translation, rotation, scale, bind }: PlacedNode,
  index: number,
): SourceNode => ({
  name: node.getName() || `node ${index + 1}`,
  parent,
  kind,
  translation,
  rotation,
  scale,
  bind,
})

const meshNode = (name: string, parent: number | null, nodes: readonly SourceNode[]): SourceNode => ({
  name,
  parent,
  kind: 'mesh',
  translation: [0, 0, 0],
  rotation: [0, 0, 0, 1],
  scale: [1, 1, 1],
  bind:
    (parent === null ? undefined : nodes[parent]?.bind) ??
    Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1),
})

function notesOf(document: Document): readonly FbxNote[] {
  const root = document.getRoot()
  const left = [
    ...(root.listTextures().length > 0 ? ['textures'] : []),
    ...(root.listMeshes().some((mesh) => mesh.listPrimitives().some((part) => part.listTargets().length > 0))
      ? ['morph targets']
      : []),
    ...(root.listCameras().length > 0 ? ['cameras'] : []),
  ]
  if (left.length === 0) return []
  return [
    {
      code: 'left-out',
      severity: 'warning',
      message: `The FBX file has no ${left.join(', no ')} of this GLB. Where they matter, use the GLB itself.`,
    },
  ]
}
