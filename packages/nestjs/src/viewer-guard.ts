import type { IncomingMessage } from 'node:http'
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common'
import { toViewer, type Viewer } from '@onetake/server'
import type { OnetakeOptions } from './module-definition.ts'
import { OWNER } from './tokens.ts'

const viewers = new WeakMap<IncomingMessage, Viewer>()

/** Finds out who is asking, before anything of the request is read; `@CurrentViewer()` tells afterwards. */
@Injectable()
export class ViewerGuard implements CanActivate {
  readonly #owner: OnetakeOptions['owner']

  constructor(@Inject(OWNER) owner: OnetakeOptions['owner']) {
    this.#owner = owner
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<IncomingMessage>()
    viewers.set(request, toViewer(await this.#owner(request)))
    return true
  }
}

/** Who is asking. @throws Error On a route that the guard does not watch. */
export function viewerOf(request: IncomingMessage): Viewer {
  const viewer = viewers.get(request)
  if (!viewer) throw new Error('@CurrentViewer() needs @UseGuards(ViewerGuard) on its route or controller.')
  return viewer
}
