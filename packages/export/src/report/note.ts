/** Every remark an export can make. A code keeps its meaning for ever; the message beside it may be reworded. */
export type NoteCode =
  | 'decimal-commas'
  | 'frames-repaired'
  | 'frame-truncated'
  | 'frame-time-missing'
  | 'no-motion'
  | 'fps-snapped'
  | 'name-repaired'
  | 'root-channel-replaces-offset'
  | 'joint-positions-absolute'
  | 'joint-positions-delta'
  | 'unit-guessed'
  | 'unit-assumed'
  | 'unit-unclear'
  | 'up-axis-turned'
  | 'up-axis-unclear'
  | 'floor-offset'
  | 'foot-slide'
  | 'feet-not-found'
  | 'passed-through'
  | 'fps-assumed'
  | 'no-armature'
  | 'humanoid-mapped'
  | 'humanoid-not-found'
  | 'motion-options-unused'

/** One remark about one file: something repaired, guessed, or worth a look. */
export interface Note {
  readonly code: NoteCode
  /** `info`: done, nothing to do. `warning`: a person should look. */
  readonly severity: 'info' | 'warning'
  /** A sentence for a person. */
  readonly message: string
  /** What the file said, where there is one value for it. */
  readonly before?: number | string
  /** What the export says instead. */
  readonly after?: number | string
}
