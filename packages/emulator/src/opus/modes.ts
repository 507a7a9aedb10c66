/**
 * How the emulated Opus behaves where nothing is documented (which is nearly everywhere), and how much it grants. Times
 * are virtual.
 */
export interface OpusModes {
  /**
   * Status words: PENDING, IN_PROGRESS, COMPLETED, FAILED, or the newer Queued, Running, Completed, Failed, with Pending
   * for a job that a fault lets start slowly and Suspended for one that stalls or is tried again.
   */
  readonly statusWords: 'upper' | 'title'
  /** `urls` before there is a file: an empty list, no field at all, or entries whose `url` is empty. */
  readonly unfinishedUrls: 'empty' | 'absent' | 'blank'
  /** The MP4's entry says `extension: "mp4"`, or has a `url` alone. */
  readonly mp4Extension: boolean
  /** FAILED comes without a reason, or with a `message`. */
  readonly failureMessage: 'none' | 'sentence'
  /** An extraction has an id of its own, or that of its image. */
  readonly extractionUid: 'distinct' | 'image'
  /** Under the image's id, a failed extraction reads FAILED, or COMPLETED for ever, without its file. */
  readonly failedExtraction: 'visible' | 'invisible'
  /** An extraction before the image is done. */
  readonly earlyExtraction: 400 | 409
  /** An extraction while another of the same image is not done: it waits, or 409. */
  readonly parallelExtraction: 'queue' | 'conflict'
  /** A file that is no PNG or JPEG: a job that fails, or 400 at once. */
  readonly badPicture: 'fail-job' | 'reject'
  /** Whether the key's account has a plan for this API; without one, 403. */
  readonly subscription: 'active' | 'none'
  /** Requests that the plan pays for, polls included; 429 afterwards. */
  readonly planRequests: number
  /** Largest upload, form and all, in MiB; 413 above it. */
  readonly uploadMebibytes: number
  /** Life of a link to a result. */
  readonly linkMinutes: number
  /** Pictures that are worked on at the same time. */
  readonly workers: number
  /** Shortest stay in the queue. */
  readonly queueSeconds: number
  /** Work on a picture, and on one extraction. */
  readonly jobSeconds: number
  readonly extractionSeconds: number
}

/** Limits and durations are assumed; a day for links is what the same vendor's older service says. */
export const defaultOpusModes: OpusModes = {
  statusWords: 'upper',
  unfinishedUrls: 'empty',
  mp4Extension: true,
  failureMessage: 'none',
  extractionUid: 'distinct',
  failedExtraction: 'visible',
  earlyExtraction: 400,
  parallelExtraction: 'queue',
  badPicture: 'fail-job',
  subscription: 'active',
  planRequests: 100_000,
  uploadMebibytes: 20,
  linkMinutes: 24 * 60,
  workers: 2,
  queueSeconds: 2,
  jobSeconds: 20,
  extractionSeconds: 8,
}
