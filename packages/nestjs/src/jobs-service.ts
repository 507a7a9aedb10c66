import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common'
import type { Catalog, JobErrorCode, JobSnapshot, OperationInfo } from '@onetake/core'
import { viewerEvents, type ArtifactFile, type Engine, type Trouble, type Viewer } from '@onetake/server'
import type { Observable } from 'rxjs'
import { ENGINE } from './tokens.ts'

/** The last thing that went wrong while asking an account; no job failed by it. */
export interface AccountTrouble {
  readonly account: string
  readonly code: JobErrorCode
}

/**
 * Jobs, for the application's own code. Verbs return promises: they start work whether anyone listens
 * or not. What can be watched is an Observable, and watching changes nothing.
 *
 * @example
 * constructor(@Inject(JobsService) private readonly jobs: JobsService<AppCatalog, AppCalls>) {}
 */
@Injectable()
export class JobsService<
  Jobs extends Catalog = Catalog,
  Calls extends Catalog = Catalog,
> implements OnModuleDestroy {
  readonly #engine: Engine<Jobs, Calls>
  readonly #troubles = new Map<string, AccountTrouble>()
  readonly #listening

  constructor(@Inject(ENGINE) engine: Engine<Jobs, Calls>) {
    this.#engine = engine
    this.#listening = engine.troubles.subscribe(({ account, error }: Trouble) => {
      if (error) this.#troubles.set(account, { account, code: error.code })
      else this.#troubles.delete(account)
    })
  }

  /** A viewer's active jobs as they stand, then every change of any job of theirs. Never completes. */
  changes(viewer: Viewer): Observable<JobSnapshot> {
    return viewerEvents(this.#engine, viewer)
  }

  /** See {@link Engine.watch}. */
  watch(id: string, viewer: Viewer): Observable<JobSnapshot> {
    return this.#engine.watch(id, viewer)
  }

  /** See {@link Engine.start}. */
  start<Id extends keyof Jobs & string>(
    operation: Id,
    input: Jobs[Id]['input'],
    viewer: Viewer & { readonly id?: string },
  ): Promise<JobSnapshot<Id, Jobs[Id]['output']>> {
    return this.#engine.start(operation, input, viewer)
  }

  /** @throws JobError `not-found`, also for somebody else's job; so do all verbs below. */
  get(id: string, viewer: Viewer): Promise<JobSnapshot> {
    return this.#engine.get(id, viewer)
  }

  /** Newest first. */
  list(query: Parameters<Engine['list']>[0]): Promise<readonly JobSnapshot[]> {
    return this.#engine.list(query)
  }

  /** Every snapshot the job has had, oldest first. */
  history(id: string, viewer: Viewer): Promise<readonly JobSnapshot[]> {
    return this.#engine.history(id, viewer)
  }

  /** See {@link Engine.cancel}. */
  cancel(id: string, viewer: Viewer): Promise<JobSnapshot> {
    return this.#engine.cancel(id, viewer)
  }

  /** See {@link Engine.retry}. */
  retry(id: string, viewer: Viewer): Promise<JobSnapshot> {
    return this.#engine.retry(id, viewer)
  }

  /** See {@link Engine.abandon}. */
  abandon(id: string, viewer: Viewer): Promise<JobSnapshot> {
    return this.#engine.abandon(id, viewer)
  }

  /** One file of a job. */
  artifact(id: string, artifactId: string, viewer: Viewer): Promise<ArtifactFile> {
    return this.#engine.artifact(id, artifactId, viewer)
  }

  /** What can be started here. */
  operations(): readonly OperationInfo[] {
    return this.#engine.operations()
  }

  /** See {@link Engine.call}. */
  call<Id extends keyof Calls & string>(
    id: Id,
    input: Calls[Id]['input'],
    viewer: Viewer,
  ): Promise<Calls[Id]['output']> {
    return this.#engine.call(id, input, viewer)
  }

  /** Accounts whose last question went wrong. For a health page to tell, not to fail by: jobs wait it out. */
  get troubles(): readonly AccountTrouble[] {
    return [...this.#troubles.values()]
  }

  onModuleDestroy(): void {
    this.#listening.unsubscribe()
  }
}
