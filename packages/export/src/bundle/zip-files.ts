import { type Zippable, zipSync } from 'fflate'
import type { ExportedFile } from '../export-for.ts'

/**
 * The same files in the same order give the same bytes, on every machine and in every time zone: fflate writes the
 * local fields of a date, so the date is a local one too.
 *
 * @see PKWARE APPNOTE 6.3.10, section 4.4: 1 January 1980 is the first date a zip can say
 */
export function zipFiles(files: readonly ExportedFile[]): Uint8Array<ArrayBuffer> {
  const entries: Zippable = {}
  for (const { path, bytes } of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    // A second pass over what is compressed already only takes time.
    entries[path] = [bytes, { mtime: new Date(1980, 0, 1), level: COMPRESSED.test(path) ? 0 : 6 }]
  }
  return zipSync(entries)
}

const COMPRESSED = /\.(zip|spz|mp4|mov|png)$/
