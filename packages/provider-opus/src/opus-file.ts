import { createHash } from 'node:crypto'

export type OpusFormat = 'mp4' | 'glb' | 'ply'

/** One entry of `urls`. */
export interface OpusFile {
  readonly url: string
  /** What the entry or its link says, in lower case; null where neither does. */
  readonly extension: string | null
}

/** None for an entry that has no link yet: the sample guards against those. */
export function toFile({
  url,
  extension,
}: {
  readonly url?: string | null | undefined
  readonly extension?: string | null | undefined
}): OpusFile[] {
  if (typeof url !== 'string' || url === '') return []
  const told = extension?.replace(/^\./, '').toLowerCase() ?? ''
  return [{ url, extension: told === '' ? extensionOf(url) : told }]
}

const extensionOf = (url: string): string | null =>
  /\.([a-z0-9]+)$/i.exec(placeOf(url))?.[1]?.toLowerCase() ?? null

/**
 * The files of a format. A video may come without its extension, and is the first then.
 *
 * @see Opus, "Python Example" `test.py`, `get_mp4_preview`: takes the first, whatever it is called
 */
export function filesOf(files: readonly OpusFile[], format: OpusFormat): readonly OpusFile[] {
  const named = files.filter(({ extension }) => extension === format)
  const [first] = files
  return format === 'mp4' && named.length === 0 && first?.extension === null ? [first] : named
}

/**
 * Tells a file from others, and again when its link has been signed anew. It holds nothing of the link, so it may
 * be kept.
 */
export const markOf = ({ url }: OpusFile): string =>
  createHash('sha256').update(placeOf(url)).digest('hex').slice(0, 16)

/** Where a link leads, without the query, in which signatures are. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return url
  const { host, pathname } = new URL(url)
  return host + pathname
}
