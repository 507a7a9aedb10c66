import type { IncomingMessage } from 'node:http'
import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import { viewerOf } from './viewer-guard.ts'

/**
 * Who is asking, on any route under `ViewerGuard`.
 *
 * @example
 * @UseGuards(ViewerGuard) @Get('mine') mine(@CurrentViewer() viewer: Viewer) { return jobs.list(viewer) }
 */
export const CurrentViewer = createParamDecorator((_: unknown, context: ExecutionContext) =>
  viewerOf(context.switchToHttp().getRequest<IncomingMessage>()),
)
