import { Controller, Get, Inject } from '@nestjs/common'
import { JobsService, type AccountTrouble } from '@onetake/nestjs'

/** For whoever keeps this server running. A provider that is down is told, and is no reason to restart us. */
@Controller('health')
export class HealthController {
  readonly #jobs: JobsService

  constructor(@Inject(JobsService) jobs: JobsService) {
    this.#jobs = jobs
  }

  @Get()
  health(): { readonly status: 'ok'; readonly troubles: readonly AccountTrouble[] } {
    return { status: 'ok', troubles: this.#jobs.troubles }
  }
}
