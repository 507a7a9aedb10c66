/**
 * How the emulated DICE-Talk behaves where document and published server disagree, and where the document promises what
 * the server does not do. Times are virtual.
 */
export interface DiceTalkModes {
  /** With the parameters of 1.1 and `original_task_id`, or without. `/api/health` says 1.0.0 in both. */
  readonly version: '1.1' | '1.0'
  /** A file without a type, or of a generic one, is judged by its name; or refused, as the published server does. */
  readonly partTypes: 'lenient' | 'strict'
  /** Downloads are named after content and parameters, or `result.mp4` as documented. */
  readonly downloadName: 'source' | 'document'
  /** Whether downloads answer ranges; the pinned version of the framework ignores them. */
  readonly ranges: 'supported' | 'ignored'
  /** Status for a file that is too large: what the published server answers, or what the document says. */
  readonly tooLarge: 400 | 413
  /** A portrait without a face fails with the words of a bug of the published server, or with the intended ones. */
  readonly noFace: 'source' | 'intended'
  /** An identical request counts as done while the film is still being written. */
  readonly falseHits: boolean
  /** Most tasks that wait; the document says 100. Null: no limit. */
  readonly waitingLimit: number | null
  /** How long a film is kept; the document says 24. Null: for ever. */
  readonly retentionHours: number | null
  readonly health: 'healthy' | 'unhealthy'
  /** Tasks that run at the same time. */
  readonly workers: number
  /** Shortest stay in the queue. */
  readonly queueSeconds: number
  /** Work of one task. */
  readonly jobSeconds: number
}

export const defaultDiceTalkModes: DiceTalkModes = {
  version: '1.1',
  partTypes: 'lenient',
  downloadName: 'source',
  ranges: 'supported',
  tooLarge: 400,
  noFace: 'source',
  falseHits: false,
  waitingLimit: null,
  retentionHours: null,
  health: 'healthy',
  workers: 2,
  queueSeconds: 1,
  jobSeconds: 15,
}
