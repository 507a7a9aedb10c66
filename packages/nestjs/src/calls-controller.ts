import type { ServerResponse } from 'node:http'
import { Inject, Param, Post, Res } from '@nestjs/common'
import { sendResponse, type Viewer } from '@onetake/server'
import { CurrentViewer } from './current-viewer.ts'
import { JobsService } from './jobs-service.ts'
import { JsonBody } from './json-body.ts'
import { WireController } from './wire-controller.ts'

/** `/calls`, as the wire says. */
@WireController('calls')
export class CallsController {
  readonly #jobs: JobsService

  constructor(@Inject(JobsService) jobs: JobsService) {
    this.#jobs = jobs
  }

  @Post(':provider/:call')
  async call(
    @Param('provider') provider: string,
    @Param('call') call: string,
    @JsonBody() input: unknown,
    @CurrentViewer() viewer: Viewer,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const result = await this.#jobs.call(`${provider}.${call}`, input, viewer)
    // Nest would send a text as text/html and null as nothing; a result is JSON whatever it is.
    await sendResponse(Response.json(result), response)
  }
}
