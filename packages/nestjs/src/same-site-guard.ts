import type { IncomingMessage } from 'node:http'
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common'
import { assertJsonRequest } from '@onetake/server'
import { factsOf } from './facts-of.ts'

/** Turns away what another site's page made a viewer's browser send; `assertJsonRequest` says how it is known. */
@Injectable()
export class SameSiteGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<IncomingMessage>()
    if (request.method !== 'GET' && request.method !== 'HEAD') assertJsonRequest(factsOf(request), 'none')
    return true
  }
}
