import { rotate } from '../src/rotation.ts'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compose, type Turn } from '../src/fbx/bake/turn.ts'
import { inTemporaryFolder } from './blender.ts'

/** Where assimp's command is; its tests skip themselves where it is not. */
export const assimpPath = process.env['ASSIMP_PATH']

type Place = readonly [number, number, number]

interface AssimpNode {
  readonly name: string
  /** 16 numbers in rows. */
  readonly transformation: readonly number[]
  readonly children?: readonly AssimpNode[]
}

interface AssimpScene {
  readonly rootnode: AssimpNode
  readonly meshes?: readonly { readonly vertices: readonly number[] }[]
  readonly animations?: readonly {
    readonly tickspersecond: number
    readonly duration: number
    readonly channels: readonly {
      readonly name: string
      readonly positionkeys: readonly (readonly [number, Place])[]
      /** w x y z */
      readonly rotationkeys: readonly (readonly [number, readonly [number, number, number, number]])[]
    }[]
  }[]
}

/** An FBX file as assimp reads it. */
export const openInAssimp = (bytes: Uint8Array): Promise<AssimpScene> =>
  inTemporaryFolder((folder) => {
    const [from, to] = [join(folder, 'a.fbx'), join(folder, 'a.json')]
    writeFileSync(from, bytes)
    execFileSync(assimpPath ?? '', ['export', from, to, '-fassjson'], { stdio: 'ignore' })
    return JSON.parse(readFileSync(to, 'utf8'))
  })

/** Where every node is on one key of the first clip. Unscaled nodes only. */
export function assimpPlaces(scene: AssimpScene, key: number): Readonly<Record<string, Place>> {
  const channels = new Map(scene.animations?.[0]?.channels.map((channel) => [channel.name, channel]))
  const places: Record<string, Place> = {}
  const visit = (node: AssimpNode, place: Place, turn: Turn): void => {
    const channel = channels.get(node.name)
    const keyed = <Value>(keys: readonly (readonly [number, Value])[]): Value | undefined =>
      keys[Math.min(key, keys.length - 1)]?.[1]
    const rest: Place = [
      node.transformation[3] ?? 0,
      node.transformation[7] ?? 0,
      node.transformation[11] ?? 0,
    ]
    const step = rotate(turn, (channel && keyed(channel.positionkeys)) ?? rest)
    const [w, x, y, z] = (channel && keyed(channel.rotationkeys)) ?? [1, 0, 0, 0]
    const here: Place = [place[0] + step[0], place[1] + step[1], place[2] + step[2]]
    places[node.name] = here
    for (const child of node.children ?? []) visit(child, here, compose(turn, [x, y, z, w]))
  }
  visit(scene.rootnode, [0, 0, 0], [0, 0, 0, 1])
  return places
}
