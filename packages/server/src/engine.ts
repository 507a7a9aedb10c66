import type {
  Catalog,
  JobError,
  JobSnapshot,
  OperationInfo,
  UploadStore,
  WebhookDelivery,
} from '@onetake/core'
import type { Observable } from 'rxjs'
import type { ArtifactFile } from './find-artifact.ts'
import type { JobChange } from './job-writer.ts'
import type { Viewer } from './viewer.ts'

/** An account that cannot be asked (the error says why), or can be again (null). */
export interface Trouble {
  readonly account: string
  readonly error: JobError | null
}

/** Runs jobs: submits once, asks in batches, copies artifacts, and tells everyone who watches. */
export interface Engine<Jobs extends Catalog = Catalog, Calls extends Catalog = Catalog> {
  /** Every accepted change of every job. Hot. */
  readonly changes: Observable<JobChange>
  /** What went wrong while asking a provider; no job failed by it. Hot. */
  readonly troubles: Observable<Trouble>
  /** Where input files are handed in, before the job that names them is started. */
  readonly uploads: UploadStore
  /**
   * Start a job and return at once; what happens to it follows through {@link Engine.watch}.
   *
   * @param input - As the operation's schema says.
   * @param viewer.id - Names the job: starting the same id again returns the job that is there.
   * @returns The job as `pending`, or as it stands when it was there already.
   * @throws JobError Before anything is stored or sent: `not-found` (no such operation),
   * `invalid-input`; `id-reused` when the id was used with another input, `conflict` when it is taken.
   */
  start<Id extends keyof Jobs & string>(
    operation: Id,
    input: Jobs[Id]['input'],
    viewer: Viewer & { readonly id?: string },
  ): Promise<JobSnapshot<Id, Jobs[Id]['output']>>
  /** @throws JobError `not-found`, also for somebody else's job; so do all verbs below. */
  get(id: string, viewer: Viewer): Promise<JobSnapshot>
  /** Newest first. */
  list(
    query: Viewer & { readonly active?: boolean; readonly limit?: number },
  ): Promise<readonly JobSnapshot[]>
  /** Every snapshot the job has had, oldest first. */
  history(id: string, viewer: Viewer): Promise<readonly JobSnapshot[]>
  /** Now, then every change, then completes. Subscribing starts no work; unsubscribing stops none. */
  watch(id: string, viewer: Viewer): Observable<JobSnapshot>
  /**
   * Ask the provider to stop. May be repeated.
   *
   * @throws JobError `unsupported` when the provider cannot; `conflict` when it is too late.
   */
  cancel(id: string, viewer: Viewer): Promise<JobSnapshot>
  /** Submit an `unconfirmed` job again, knowing that it may be charged twice. @throws JobError `conflict` */
  retry(id: string, viewer: Viewer): Promise<JobSnapshot>
  /** Stop following an `unconfirmed` job. @throws JobError `conflict` */
  abandon(id: string, viewer: Viewer): Promise<JobSnapshot>
  /** One file of a job. */
  artifact(id: string, artifactId: string, viewer: Viewer): Promise<ArtifactFile>
  /** What can be started here. */
  operations(): readonly OperationInfo[]
  /**
   * A quick request that is no job. One of the whole account is made for operators only (`isOperator` of the viewer).
   *
   * @throws JobError `not-found`, also for what is for operators; `invalid-input`, or the provider's.
   */
  call<Id extends keyof Calls & string>(
    id: Id,
    input: Calls[Id]['input'],
    viewer: Viewer,
  ): Promise<Calls[Id]['output']>
  /**
   * A provider's service says that something happened: the jobs that it is about are asked about at
   * once. Nothing else follows from a delivery, whoever sent it.
   *
   * @throws JobError `not-found` (no such provider, or it has no webhook), `unauthorized`, `invalid-input`.
   */
  hear(provider: string, delivery: WebhookDelivery): Promise<void>
  /**
   * Take up the jobs that an earlier process left in the store, and from then on look every minute
   * for one that nobody is at. Call once, at boot.
   */
  resume(): Promise<void>
  /**
   * Stop asking and copying; jobs stay as they are, for the next process to take up.
   *
   * @returns When nothing is under way any more. A submit on its way may take ten seconds to end.
   */
  stop(): Promise<void>
}
