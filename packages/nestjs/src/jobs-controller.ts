import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  Get,
  Head,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Req,
  Res,
  Sse,
  type MessageEvent,
} from '@nestjs/common'
import type { JobSnapshot } from '@onetake/core'
import { artifactResponse, sendResponse, toListQuery, toStartRequest, type Viewer } from '@onetake/server'
import type { Observable } from 'rxjs'
import { CurrentViewer } from './current-viewer.ts'
import { EventStreams } from './event-streams.ts'
import { JobsService } from './jobs-service.ts'
import { JsonBody } from './json-body.ts'
import { WireController } from './wire-controller.ts'

/** `/jobs`, as the wire says. */
@WireController('jobs')
export class JobsController {
  readonly #jobs: JobsService
  readonly #streams: EventStreams

  constructor(@Inject(JobsService) jobs: JobsService, @Inject(EventStreams) streams: EventStreams) {
    this.#jobs = jobs
    this.#streams = streams
  }

  @Get()
  list(
    @Query() query: Readonly<Record<string, unknown>>,
    @CurrentViewer() viewer: Viewer,
  ): Promise<readonly JobSnapshot[]> {
    return this.#jobs.list({ ...viewer, ...toListQuery(query) })
  }

  // Before the stream, which would answer HEAD too, and never end.
  @Head('events')
  @Header('content-type', 'text/event-stream')
  headOfEvents(@Res() response: ServerResponse): void {
    response.end()
  }

  // Before `:id`, which would take it for the name of a job.
  // Nest 12 cuts the line of a reader that does not read, at 4 MiB that wait. A lower limit would also count
  // the jobs that a stream begins with, and cut a viewer with many of them each time they come back.
  @Sse('events')
  events(@CurrentViewer() viewer: Viewer, @Res() response: ServerResponse): Observable<MessageEvent> {
    return this.#streams.open(viewer, response)
  }

  @Put(':id')
  start(
    @Param('id') id: string,
    @JsonBody() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ): Promise<JobSnapshot> {
    const { operation, input } = toStartRequest(body)
    return this.#jobs.start(operation, input, { ...viewer, id })
  }

  @Get(':id')
  get(@Param('id') id: string, @CurrentViewer() viewer: Viewer): Promise<JobSnapshot> {
    return this.#jobs.get(id, viewer)
  }

  @Get(':id/history')
  history(@Param('id') id: string, @CurrentViewer() viewer: Viewer): Promise<readonly JobSnapshot[]> {
    return this.#jobs.history(id, viewer)
  }

  @Post(':id/cancel')
  @HttpCode(200)
  cancel(@Param('id') id: string, @CurrentViewer() viewer: Viewer): Promise<JobSnapshot> {
    return this.#jobs.cancel(id, viewer)
  }

  @Post(':id/retry')
  @HttpCode(200)
  retry(@Param('id') id: string, @CurrentViewer() viewer: Viewer): Promise<JobSnapshot> {
    return this.#jobs.retry(id, viewer)
  }

  @Post(':id/abandon')
  @HttpCode(200)
  abandon(@Param('id') id: string, @CurrentViewer() viewer: Viewer): Promise<JobSnapshot> {
    return this.#jobs.abandon(id, viewer)
  }

  @Get(':id/artifacts/:artifact')
  async artifact(
    @Param('id') id: string,
    @Param('artifact') artifactId: string,
    @CurrentViewer() viewer: Viewer,
    @Req() { method = 'GET', headers }: IncomingMessage,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const file = await this.#jobs.artifact(id, artifactId, viewer)
    const conditions = CONDITIONS.flatMap((name): [string, string][] => {
      const value = headers[name]
      return value === undefined ? [] : [[name, String(value)]]
    })
    await sendResponse(await artifactResponse(file, { method, headers: new Headers(conditions) }), response)
  }
}

/** The request headers that decide how much of a file is sent. */
const CONDITIONS = ['if-none-match', 'if-range', 'range'] as const
