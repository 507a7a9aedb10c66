/**
 * How an emulated DeepMotion service behaves where the documents are silent or clients disagree with them, as far as
 * SayMotion and Animate 3D have it in common. Times are virtual.
 */
export interface DeepMotionModes {
  /** `listModels` answers `{count, list: [{id}]}` as clients read it, or the documented bare array with `Id`. */
  readonly characterList: 'envelope' | 'document'
  /** A SUCCESS status carries `in`, `In` and `out`, or `In` and `out` as one document has it. */
  readonly successDetails: 'both' | 'document'
  /** `exc_message` of a FAILURE: `["101"]`, `"101"`, or a sentence. */
  readonly failureMessage: 'codes' | 'code' | 'sentence'
  /** Error bodies: `{"message"}` or text/plain. */
  readonly errorBody: 'json' | 'text'
  /** The link of an unfinished job is `{rid}`, or has an empty `urls` too. */
  readonly unfinishedLink: 'bare' | 'lenient'
  /** Downloads also hold a group of intermediate files, whose name begins with `inter`. */
  readonly intermediates: boolean
  /** Parameters out of range: 400 at once, or a job that fails with the service's code for them. */
  readonly invalidParams: 'reject' | 'fail-job'
  /** Parameters that no document names: 400, or no effect. */
  readonly unknownParams: 'reject' | 'ignore'
  /** `storeModel` with a signed URL that nothing was uploaded to: 400, or a character whose jobs fail with 901. */
  readonly storeModel: 'lenient' | 'strict'
  /** Basic credentials do instead of the cookie, or the cookie alone counts. */
  readonly basicAuth: 'accepted' | 'rejected'
  /** Life of a session. */
  readonly sessionMinutes: number
  /** Life of a link to a result. */
  readonly linkMinutes: number
  /** Credits of the account before its first job. */
  readonly credits: number
  /** Jobs that run at the same time. */
  readonly workers: number
  /** Shortest stay in the queue. */
  readonly queueSeconds: number
  /** Work of one plain job. */
  readonly jobSeconds: number
}

export const defaultDeepMotionModes: DeepMotionModes = {
  characterList: 'envelope',
  successDetails: 'both',
  failureMessage: 'codes',
  errorBody: 'json',
  unfinishedLink: 'bare',
  intermediates: false,
  invalidParams: 'reject',
  unknownParams: 'reject',
  storeModel: 'lenient',
  basicAuth: 'accepted',
  sessionMinutes: 60,
  linkMinutes: 60,
  credits: 1000.5,
  workers: 2,
  queueSeconds: 2,
  jobSeconds: 12,
}
