import {
  Inject,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common'
import { createEngine, type Engine } from '@onetake/server'
import { EventStreams } from './event-streams.ts'
import { JobsService } from './jobs-service.ts'
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN, type OnetakeOptions } from './module-definition.ts'
import { ENGINE, OWNER } from './tokens.ts'

/**
 * The engine and its wire in a Nest application. The application says who is asking; the module takes
 * up the jobs of an earlier process at boot, and lets go of streams and jobs at shutdown.
 *
 * @example
 * OnetakeModule.forRoot({
 *   providers: [saymotion(credentials)],
 *   artifacts: createFileArtifacts('artifacts'),
 *   owner: (request) => sessionOf(request).userId,
 *   path: 'api',
 * })
 */
@Module({
  providers: [
    {
      provide: ENGINE,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: OnetakeOptions) => createEngine(options),
    },
    {
      provide: OWNER,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory:
        (options: OnetakeOptions): OnetakeOptions['owner'] =>
        (request) =>
          options.owner(request),
    },
    EventStreams,
    JobsService,
  ],
  exports: [ENGINE, OWNER, JobsService],
})
export class OnetakeModule
  extends ConfigurableModuleClass
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  readonly #engine: Engine
  readonly #streams: EventStreams

  constructor(@Inject(ENGINE) engine: Engine, @Inject(EventStreams) streams: EventStreams) {
    super()
    this.#engine = engine
    this.#streams = streams
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#engine.resume()
  }

  /** A server waits for its open responses, and an event stream never ends by itself. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#streams.end()
  }

  /** Only now: until the server has closed, requests still come that need the engine. */
  async onApplicationShutdown(): Promise<void> {
    await this.#engine.stop()
  }
}
