import type { FbxNode } from '../file/fbx-node.ts'
import { long, node, text } from '../file/make-node.ts'

/** What a part of a scene adds to a file. */
export interface FbxParts {
  readonly objects: readonly FbxNode[]
  readonly connections: readonly FbxNode[]
}

/** Ids of one file: counted, so that the same scene gets the same ones. */
export type NextId = () => number

export const createIds = (first = 1_000_000): NextId => {
  let id = first
  return () => id++
}

export const connect = (child: number, parent: number): FbxNode =>
  node('C', [text('OO'), long(child), long(parent)])

export const connectProperty = (child: number, parent: number, name: string): FbxNode =>
  node('C', [text('OP'), long(child), long(parent), text(name)])
