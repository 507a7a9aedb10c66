import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  All,
  Controller,
  Inject,
  Param,
  Req,
  Res,
  UseFilters,
  UseGuards,
  UseInterceptors,
  type BeforeApplicationShutdown,
} from '@nestjs/common'
import { JobError } from '@onetake/core'
import { createTus, drop, sendResponse, toRequest, type Engine, type Tus, type Viewer } from '@onetake/server'
import { CurrentViewer } from './current-viewer.ts'
import { NoStore } from './no-store.ts'
import { ProblemFilter } from './problem-filter.ts'
import { ENGINE } from './tokens.ts'
import { ViewerGuard } from './viewer-guard.ts'

/** `/uploads`, as the wire says. What no form of another site can send, tus asks for by itself: see `createTus`. */
@Controller('uploads')
@UseGuards(ViewerGuard)
@UseInterceptors(NoStore)
@UseFilters(ProblemFilter)
export class UploadsController implements BeforeApplicationShutdown {
  readonly #tus: Tus
  readonly #open = new Set<ServerResponse>()

  constructor(@Inject(ENGINE) engine: Engine) {
    this.#tus = createTus(engine.uploads)
  }

  @All(['', ':id'])
  async answer(
    @Param('id') id: string | undefined,
    @CurrentViewer() viewer: Viewer,
    @Req() incoming: IncomingMessage,
    @Res() outgoing: ServerResponse,
  ): Promise<void> {
    assertUnread(incoming)
    const closed = new AbortController()
    this.#open.add(outgoing)
    outgoing.once('close', () => {
      this.#open.delete(outgoing)
      closed.abort()
    })
    const response = await this.#tus(toRequest(incoming, closed.signal), viewer, id ?? '')
    await sendResponse(response, outgoing)
    // A body that was refused half read: whoever still sends it would not hear our answer on a closed line.
    drop(incoming)
  }

  /** A server waits for what still arrives, and that may take hours. It goes on with the next process, where it stopped. */
  beforeApplicationShutdown(): void {
    for (const outgoing of this.#open) outgoing.destroy()
  }
}

/** Nest's own parsers leave this type alone. One for any type would hold the file in memory, and leave us nothing. */
function assertUnread({ headers, readableDidRead }: IncomingMessage): void {
  if (!readableDidRead || headers['content-type'] !== 'application/offset+octet-stream') return
  const cause = new Error(
    'A body parser of this application reads application/offset+octet-stream: exempt it.',
  )
  throw new JobError('internal', 'The file could not be read on our side.', { cause })
}
