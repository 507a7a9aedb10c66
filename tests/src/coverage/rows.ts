import { animate3dRows } from './animate3d.ts'
import { diceTalkRows } from './dice-talk.ts'
import { halloRows } from './hallo.ts'
import { opusRows } from './opus.ts'
import type { CoverageRow } from './row.ts'
import { sayMotionRows } from './saymotion.ts'

/**
 * Everything that the five vendor documents name which this began from: methods, parameters, fields, states, errors,
 * files and limits. Identifiers only; what a service does beyond them is in `beyond-the-documents.ts`.
 */
export const ROWS: readonly CoverageRow[] = [
  ...animate3dRows,
  ...sayMotionRows,
  ...opusRows,
  ...diceTalkRows,
  ...halloRows,
]
