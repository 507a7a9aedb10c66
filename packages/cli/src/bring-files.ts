import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import type { UploadStore } from '@onetake/core'
import { Exit, EXIT } from './exit.ts'
import { VIEWER } from './workbench.ts'

/**
 * `key=value` words, with each file that a value names handed in: of `image=@face.png` remains the id of its
 * upload. `@@` stands for a text that begins with `@`. All files are looked at before the first is copied.
 *
 * @throws Exit `usage` where there is no such file.
 * @throws JobError `invalid-input` for a file that is too large.
 */
export async function bringFiles(words: readonly string[], uploads: UploadStore): Promise<string[]> {
  const found = await Promise.all(words.map(look))
  const brought: string[] = []
  for (const each of found) {
    brought.push('path' in each ? `${each.key}=${await bring(each, uploads)}` : each.word)
  }
  return brought
}

interface FoundFile {
  readonly key: string
  readonly path: string
  readonly bytes: number
}

async function look(word: string): Promise<FoundFile | { readonly word: string }> {
  const [, key, path] = /^([^=]+)=@([\s\S]*)$/.exec(word) ?? []
  if (key === undefined || path === undefined) return { word }
  if (path.startsWith('@')) return { word: `${key}=${path}` }
  const hint = `A text that begins with "@" is written with two: --set ${key}=@@${path}`
  const found = await stat(path).catch((cause: unknown) => {
    throw new Exit(EXIT.usage, `${key}: there is no file "${path}". ${hint}`, { cause })
  })
  if (!found.isFile()) throw new Exit(EXIT.usage, `${key}: "${path}" is no file. ${hint}`)
  return { key, path, bytes: found.size }
}

/** @returns The id of the upload. */
async function bring({ key, path, bytes }: FoundFile, uploads: UploadStore): Promise<string> {
  const id = randomUUID()
  const { owner } = VIEWER
  await uploads.create({ id, owner, name: basename(path), bytes })
  const content = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>
  const { receivedBytes } = await uploads.append(id, owner, 0, content)
  if (receivedBytes < bytes) {
    throw new Exit(EXIT.usage, `${key}: "${path}" has become shorter while it was read.`)
  }
  return id
}
