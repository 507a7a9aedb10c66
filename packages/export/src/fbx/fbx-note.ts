import type { Note } from '../report/note.ts'

/** Every remark about an FBX file. A code keeps its meaning for ever; the message beside it may be reworded. */
export type FbxNoteCode =
  | 'unit-centimetres'
  | 'unit-unusual'
  | 'unit-baked'
  | 'axes-unusual'
  | 'axes-turned'
  | 'root-turned'
  | 'root-straightened'
  | 'root-scaled'
  | 'scale-baked'
  | 'bake-not-needed'
  | 'left-handed'
  | 'fps-unknown'
  | 'no-armature'
  | 'textures-outside'
  | 'left-out'

/** One remark about one FBX file: something found, changed, or worth a look. */
export interface FbxNote extends Omit<Note, 'code'> {
  readonly code: FbxNoteCode
}
