import type { Note } from '../report/note.ts'

/** Every remark about a splat file. A code keeps its meaning for ever; the message beside it may be reworded. */
export type SplatNoteCode =
  | 'axes-turned'
  | 'axes-kept'
  | 'axes-for-blender'
  | 'axes-for-unity'
  | 'broken-splats-removed'
  | 'colors-from-bytes'
  | 'degree-reduced'
  | 'rotation-coarse'
  | 'positions-coarse'
  | 'colors-clamped'
  | 'scales-clamped'
  | 'harmonics-clamped'
  | 'spz-extensions-ignored'

/** One remark about one splat file: something repaired, decided, or worth a look. */
export interface SplatNote extends Omit<Note, 'code'> {
  readonly code: SplatNoteCode
}
