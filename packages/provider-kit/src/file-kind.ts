import type { UploadFile } from '@onetake/core'

/** A kind of input file: as people call it, as a part of a form calls it, and how a name of it ends. */
export interface FileKind {
  /** `JPEG` */
  readonly name: string
  /** `image/jpeg` */
  readonly mediaType: string
  /** Without the dot: `jpg` */
  readonly extension: string
}

/** Kinds that services ask for, each with how its files begin. */
export const FILE_KINDS = {
  jpeg: { name: 'JPEG', mediaType: 'image/jpeg', extension: 'jpg', begins: /^\xff\xd8\xff/ },
  png: { name: 'PNG', mediaType: 'image/png', extension: 'png', begins: /^\x89PNG\r\n\x1a\n/ },
  wav: { name: 'WAV', mediaType: 'audio/wav', extension: 'wav', begins: /^RIFF[\s\S]{4}WAVE/ },
  // With a tag in front, or bare: the sync word of a frame, of layer III.
  mp3: {
    name: 'MP3',
    mediaType: 'audio/mpeg',
    extension: 'mp3',
    begins: /^(ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb])/,
  },
  ogg: { name: 'OGG', mediaType: 'audio/ogg', extension: 'ogg', begins: /^OggS/ },
  // What tools write for sound alone, which is not always the brand that is meant for it.
  m4a: {
    name: 'M4A',
    mediaType: 'audio/mp4',
    extension: 'm4a',
    begins: /^[\s\S]{4}ftyp(M4A|M4B|isom|iso\d|mp4\d|dash)/,
  },
} as const satisfies Record<string, FileKind & { readonly begins: RegExp }>

export type FileKindName = keyof typeof FILE_KINDS

/** How much of a file is looked at, in bytes. */
const HEAD = 16

/**
 * Which of `kinds` a file is, by its first bytes, whatever its name or its sender says.
 *
 * @returns Null where it is none of them.
 */
export async function kindOf(
  file: Pick<UploadFile, 'stream'>,
  kinds: readonly FileKindName[],
): Promise<FileKind | null> {
  const head = await readHead(file)
  const name = kinds.find((kind) => FILE_KINDS[kind].begins.test(head))
  return name === undefined ? null : FILE_KINDS[name]
}

/** The first bytes, a character for each. */
async function readHead(file: Pick<UploadFile, 'stream'>): Promise<string> {
  let head = ''
  // Leaving the loop cancels the stream.
  for await (const chunk of file.stream()) {
    head += String.fromCharCode(...chunk.subarray(0, HEAD - head.length))
    if (head.length >= HEAD) break
  }
  return head
}
