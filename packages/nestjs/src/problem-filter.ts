import type { IncomingMessage, ServerResponse } from 'node:http'
import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common'
import { JobError } from '@onetake/core'
import { problemResponse, sendResponse } from '@onetake/server'
import { toJobError } from './to-job-error.ts'

/**
 * Answers any error as RFC 9457 problem details. The routes of the wire have it already.
 *
 * A body that is no JSON, or an unknown route, fails before Nest knows whose route it is; where those
 * should be problems too, give it to the whole application: `{ provide: APP_FILTER, useClass: ProblemFilter }`.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('Onetake')

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const { url = '/' } = host.switchToHttp().getRequest<IncomingMessage>()
    const response = host.switchToHttp().getResponse<ServerResponse>()
    // Nest says 400 of such a path, and the wire that there is nothing at it.
    const error = isPath(url) ? toJobError(thrown) : new JobError('not-found', 'There is nothing here.')
    if (error.code === 'internal') this.#logger.error(error.cause ?? error)
    if (response.headersSent) response.destroy()
    else await sendResponse(problemResponse(error), response)
  }
}

/** Whether the path can be decoded at all. */
function isPath(url: string): boolean {
  try {
    decodeURIComponent(url.replace(/\?.*/, ''))
    return true
  } catch {
    return false
  }
}
