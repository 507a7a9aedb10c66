import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BlenderCommand, inTemporaryFolder, runBlender } from './blender.ts'

/** What Blender shows, in its own axes: metres, Z up, a figure facing -Y. */
export interface SeenByBlender {
  readonly error?: string
  readonly objects: readonly {
    readonly name: string
    readonly type: string
    readonly scale: readonly number[]
  }[]
  readonly actions: readonly { readonly name: string; readonly range: readonly number[] }[]
  readonly fps: number
  /** One for each frame that was asked for. */
  readonly moments: readonly {
    readonly joints: Readonly<Record<string, readonly [number, number, number]>>
    /** Smallest and largest on each axis; `null` without a mesh. */
    readonly bounds: readonly (readonly [number, number])[] | null
  }[]
}

export interface BlenderCase {
  /** Ends with `.fbx` or `.glb`. */
  readonly name: string
  readonly bytes: Uint8Array
  /** Counted from 0, whatever Blender counts from. */
  readonly frames?: readonly number[]
  /** A part of the name of the clip to play. */
  readonly action?: string
  /** What a GLB, which has none, is played at. */
  readonly fps?: number
}

/** Lets Blender's own importers open the files, all in one process. */
export const lookInBlender = (
  command: BlenderCommand,
  cases: readonly BlenderCase[],
): Promise<readonly SeenByBlender[]> =>
  inTemporaryFolder(async (folder) => {
    const list = cases.map(({ name, bytes, frames = [0], action, fps = 30 }, index) => {
      const path = join(folder, `${index}-${name}`)
      writeFileSync(path, bytes)
      return { path, frames, action, fps }
    })
    const listPath = join(folder, 'cases.json')
    writeFileSync(listPath, JSON.stringify(list))
    const output = await runBlender(
      command,
      fileURLToPath(new URL('look-at-fbx.py', import.meta.url)),
      listPath,
    )
    const line = output.split('\n').find((text) => text.startsWith('RESULTS ')) ?? 'RESULTS []'
    return JSON.parse(line.slice('RESULTS '.length))
  })

/** The same place in the axes of glTF and FBX: Y up. */
export const fromBlender = ([x, y, z]: readonly [number, number, number]): readonly [
  number,
  number,
  number,
] => [x, z, -y]
