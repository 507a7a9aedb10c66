import { applyDecorators, Controller, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common'
import { NoStore } from './no-store.ts'
import { ProblemFilter } from './problem-filter.ts'
import { SameSiteGuard } from './same-site-guard.ts'
import { ViewerGuard } from './viewer-guard.ts'

/** A controller of the wire: it knows who is asking, takes nothing from other sites' forms, and answers every error as a problem. */
export const WireController = (path: string): ClassDecorator =>
  applyDecorators(
    Controller(path),
    UseGuards(ViewerGuard, SameSiteGuard),
    UseInterceptors(NoStore),
    UseFilters(ProblemFilter),
  )
