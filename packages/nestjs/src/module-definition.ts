import type { IncomingMessage } from 'node:http'
import { ConfigurableModuleBuilder, type DynamicModule } from '@nestjs/common'
import { RouterModule } from '@nestjs/core'
import type { Provider } from '@onetake/core'
import type { EngineOptions, Viewer } from '@onetake/server'
import { CallsController } from './calls-controller.ts'
import { JobsController } from './jobs-controller.ts'
import { OperationsController } from './operations-controller.ts'
import { UploadsController } from './uploads-controller.ts'
import { WebhooksController } from './webhooks-controller.ts'

/** What the engine takes, and who is asking. */
export interface OnetakeOptions extends EngineOptions<readonly Provider[]> {
  /**
   * Whose a request is. Jobs are theirs alone. A {@link Viewer} says of an operator that they are one. Guards and
   * middleware of the application have run before, so `request.user` is there where they set it.
   *
   * @throws JobError `unauthorized` to turn somebody away.
   */
  owner(request: IncomingMessage): string | Viewer | Promise<string | Viewer>
}

/** What shapes the module itself, so it stands beside an async factory and not in what it returns. */
export interface OnetakeExtras {
  /** Whether `JobsService` and `ENGINE` can be injected without importing the module; false unless told. */
  isGlobal?: boolean
  /** Mount the wire below this path, such as `api`, after a global prefix; at the root unless told. */
  path?: string
  /** False: no routes, only `JobsService` and `ENGINE`. */
  controllers?: boolean
}

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<OnetakeOptions>({ moduleName: 'Onetake' })
    .setClassMethodName('forRoot')
    .setExtras<OnetakeExtras>({ isGlobal: false, path: '', controllers: true }, withExtras)
    .build()

const CONTROLLERS = [
  JobsController,
  CallsController,
  OperationsController,
  UploadsController,
  WebhooksController,
]

function withExtras(definition: DynamicModule, extras: OnetakeExtras): DynamicModule {
  const { isGlobal = false, path = '', controllers = true } = extras
  const mounted = path === '' ? [] : [RouterModule.register([{ path, module: definition.module }])]
  return {
    ...definition,
    global: isGlobal,
    imports: [...(definition.imports ?? []), ...mounted],
    controllers: controllers ? CONTROLLERS : [],
  }
}
