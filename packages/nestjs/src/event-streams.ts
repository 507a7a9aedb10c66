import type { ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { Inject, Injectable, Logger, type MessageEvent } from '@nestjs/common'
import { HEARTBEAT_MS, type Viewer } from '@onetake/server'
import { catchError, EMPTY, interval, map, merge, of, ReplaySubject, takeUntil, type Observable } from 'rxjs'
import { JobsService } from './jobs-service.ts'

/** The event streams that are open in this application, to be ended before its server closes. */
@Injectable()
export class EventStreams {
  readonly #jobs: JobsService
  readonly #logger = new Logger('Onetake')
  readonly #open = new Set<ServerResponse>()
  // Replayed, so that a stream which is opened during the shutdown ends at once.
  readonly #ending = new ReplaySubject<void>(1)

  constructor(@Inject(JobsService) jobs: JobsService) {
    this.#jobs = jobs
  }

  /** A viewer's snapshots as `@Sse` wants them. A comment goes out at once and then keeps the line alive. */
  open(viewer: Viewer, response: ServerResponse): Observable<MessageEvent> {
    this.#open.add(response)
    response.once('close', () => this.#open.delete(response))
    const comments = merge(of('open'), interval(HEARTBEAT_MS).pipe(map(() => 'still here')))
    return merge(
      comments.pipe(map((comment): MessageEvent => ({ comment }))),
      this.#jobs.changes(viewer).pipe(map((job): MessageEvent => ({ data: job }))),
    ).pipe(
      catchError((error: unknown) => {
        this.#logger.error(error)
        return EMPTY
      }),
      takeUntil(this.#ending),
    )
  }

  /** End every stream. A reader that has fallen behind is cut off: it comes back and begins anew. */
  async end(): Promise<void> {
    this.#ending.next()
    await setImmediate()
    for (const response of this.#open) if (!response.writableEnded) response.destroy()
  }
}
