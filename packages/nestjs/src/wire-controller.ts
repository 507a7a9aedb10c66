import { applyDecorators, Controller, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common'
import { NoStore } from './no-store.ts'
import { ProblemFilter } from './problem-filter.ts'
import { ViewerGuard } from './viewer-guard.ts'

/** A controller of the wire: it knows who is asking, and answers every error as a problem. */
export const WireController = (path: string): ClassDecorator =>
  applyDecorators(
    Controller(path),
    UseGuards(ViewerGuard),
    UseInterceptors(NoStore),
    UseFilters(ProblemFilter),
  )
