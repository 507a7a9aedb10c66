/**
 * How the emulated Hallo behaves where its document and its published controllers disagree. The document is the contract,
 * so its words come first. Times are virtual.
 */
export interface HalloModes {
  /** The status of a task that waits: as documented, or as the controllers have it. */
  readonly waiting: 'queued' | 'pending'
  /** A canceled task says so; or it goes on waiting for ever, as with the published controllers. */
  readonly canceled: 'cancelled' | 'waits-for-ever'
  /** The shape of `/api/v1/health`: documented, or flat as the controllers answer. */
  readonly health: 'document' | 'source'
  /** Errors have an `error_code`, as documented, or `detail` alone, as the controllers answer. */
  readonly errorCode: 'omitted' | 'sent'
  /** A finished task has its film; or 404, as the published pipeline, which writes none. */
  readonly video: 'written' | 'missing'
  /** Whether tasks have logs; nothing in the published source writes them. */
  readonly logs: 'written' | 'none'
  /** What the configuration is told is kept, as the document implies, or dropped, as the controllers do. */
  readonly config: 'kept' | 'dropped'
  /** Whole seconds as documented, or microseconds. */
  readonly timestamps: 'seconds' | 'microseconds'
  /** Width and height of a film; 512 at the real service. */
  readonly pixels: number
  /** Tasks that run at the same time. */
  readonly workers: number
  /** Shortest stay in the queue. */
  readonly queueSeconds: number
  /** Work of one task. */
  readonly jobSeconds: number
}

export const defaultHalloModes: HalloModes = {
  waiting: 'queued',
  canceled: 'cancelled',
  health: 'document',
  errorCode: 'omitted',
  video: 'written',
  logs: 'written',
  config: 'kept',
  timestamps: 'seconds',
  pixels: 256,
  workers: 1,
  queueSeconds: 1,
  jobSeconds: 15,
}
