import { frameSigns, turnInPlace } from '../file-frame.ts'
import { errorAtByte } from '../splat-error.ts'
import type { SplatNote } from '../splat-note.ts'
import { emptySplats, type Splats } from '../splats.ts'
import { frameNote, sound, type SplatReadOptions, type SplatsRead } from '../splats-read.ts'
import { placeElements, readPlyHeader } from './ply-header.ts'
import { isCompressedPly, readCompressedPly } from './read-compressed-ply.ts'
import { createRowReader } from './row-reader.ts'

/**
 * Splats from a PLY: that of the INRIA trainer and everything like it (any order of properties, any number type,
 * degrees 0 to 3, either byte order), or the chunked one of PlayCanvas and SuperSplat.
 *
 * @throws ExportError `invalid-file` with a position; `unsupported` for text, meshes and plain points.
 */
export function readPly(bytes: Uint8Array, options: SplatReadOptions = {}): SplatsRead {
  const { frame = 'y-down' } = options
  const header = readPlyHeader(bytes)
  if (!header) throw errorAtByte(bytes.length, 'This PLY ends inside its header; download it again.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const notes: SplatNote[] = []
  let splats: Splats
  if (isCompressedPly(header)) {
    splats = readCompressedPly(header, view)
  } else {
    const rows = createRowReader(header)
    const startsAt = placeElements(header, bytes.length).get('vertex')?.startsAt
    if (startsAt === undefined)
      throw errorAtByte(
        0,
        'The splats of this PLY come after lists, so their place is unknown.',
        'unsupported',
      )
    splats = emptySplats(rows.count, rows.degree)
    rows.read(view, startsAt, rows.count, splats, 0)
    notes.push(...rows.notes)
  }
  turnInPlace(splats, frameSigns(frame))
  return sound(splats, [...notes, frameNote(frame)], header.byteLength)
}
