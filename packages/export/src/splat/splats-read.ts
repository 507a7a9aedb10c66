import type { FileFrame } from './file-frame.ts'
import { brokenNote, removeBroken } from './remove-broken.ts'
import { errorAtByte } from './splat-error.ts'
import type { SplatNote } from './splat-note.ts'
import type { Splats } from './splats.ts'

/** What was read, and what a person should know about it. */
export interface SplatsRead {
  /** At least one. */
  readonly splats: Splats
  readonly notes: readonly SplatNote[]
}

export interface SplatReadOptions {
  /** How the file's axes lie; when left out, as is usual for its format: Y down for PLY and .splat, Y up for SPZ. */
  readonly frame?: FileFrame
}

/** Without broken splats, and with at least one whole one. */
export function sound(read: Splats, notes: readonly SplatNote[], byteOffset: number): SplatsRead {
  const { splats, removed } = removeBroken(read)
  if (splats.count === 0)
    throw errorAtByte(
      byteOffset,
      removed > 0
        ? `None of the ${removed} splats in this file is whole.`
        : 'There are no splats in this file.',
    )
  return { splats, notes: [...notes, ...brokenNote(removed)] }
}

export const frameNote = (frame: FileFrame): SplatNote =>
  frame === 'y-down'
    ? {
        code: 'axes-turned',
        severity: 'info',
        message: 'The file is taken to have Y down and was turned by half a turn about X, so that Y is up.',
        before: 'y-down',
        after: 'y-up',
      }
    : { code: 'axes-kept', severity: 'info', message: 'The file is taken to have Y up; its axes are kept.' }
