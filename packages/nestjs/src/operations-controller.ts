import { Get, Inject } from '@nestjs/common'
import type { OperationInfo } from '@onetake/core'
import { JobsService } from './jobs-service.ts'
import { WireController } from './wire-controller.ts'

/** `/operations`, as the wire says. */
@WireController('operations')
export class OperationsController {
  readonly #jobs: JobsService

  constructor(@Inject(JobsService) jobs: JobsService) {
    this.#jobs = jobs
  }

  @Get()
  list(): readonly OperationInfo[] {
    return this.#jobs.operations()
  }
}
