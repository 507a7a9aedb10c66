import { Controller, HttpCode, Inject, Param, Post, Req, UseFilters, UseInterceptors } from '@nestjs/common'
import type { IncomingMessage } from 'node:http'
import type { Json } from '@onetake/core'
import type { Engine } from '@onetake/server'
import { JsonBody } from './json-body.ts'
import { NoStore } from './no-store.ts'
import { ProblemFilter } from './problem-filter.ts'
import { ENGINE } from './tokens.ts'

/** `/webhooks`, as the wire says. A service is no viewer, and what it delivers is a hint: nobody is turned away. */
@Controller('webhooks')
@UseInterceptors(NoStore)
@UseFilters(ProblemFilter)
export class WebhooksController {
  readonly #engine: Engine

  constructor(@Inject(ENGINE) engine: Engine) {
    this.#engine = engine
  }

  @Post(':provider')
  @HttpCode(204)
  async hear(
    @Param('provider') provider: string,
    // What a body parser gives for JSON is JSON.
    @JsonBody() body: unknown,
    @Req() { headers }: IncomingMessage,
  ): Promise<void> {
    const own = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
    await this.#engine.hear(provider, { headers: new Headers(own), body: body as Json })
  }
}
