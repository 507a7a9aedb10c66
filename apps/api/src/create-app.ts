import { join } from 'node:path'
import { Module, type INestApplication } from '@nestjs/common'
import { APP_FILTER, NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { OnetakeModule, ProblemFilter } from '@onetake/nestjs'
import {
  createFileArtifacts,
  createFileStore,
  createFileUploads,
  systemClock,
  type Clock,
} from '@onetake/server'
import type { Environment } from './environment.ts'
import { HealthController } from './health-controller.ts'
import { withExport } from './providers.ts'
import { createViewers } from './viewer.ts'

@Module({
  controllers: [HealthController],
  providers: [{ provide: APP_FILTER, useClass: ProblemFilter }],
})
class AppModule {}

/** The whole server, not listening yet. The wire is below `/api`. */
export async function createApp(
  { dataFolder, providers }: Pick<Environment, 'dataFolder' | 'providers'>,
  clock: Clock = systemClock,
): Promise<INestApplication> {
  const viewers = createViewers()
  const wire = OnetakeModule.forRootAsync({
    path: 'api',
    useFactory: async () => ({
      providers: withExport(providers),
      artifacts: createFileArtifacts(join(dataFolder, 'artifacts')),
      uploads: createFileUploads(join(dataFolder, 'uploads'), { now: () => clock.now() }),
      store: await createFileStore(join(dataFolder, 'jobs.json')),
      owner: viewers.ownerOf,
      clock,
    }),
  })
  const app = await NestFactory.create<NestExpressApplication>(
    { module: AppModule, imports: [wire] },
    // What goes wrong in here is thrown, for `main` to say in one sentence.
    { abortOnError: false, logger: false },
  )
  app.useLogger(['warn', 'error', 'fatal'])
  app.disable('x-powered-by')
  app.use('/api', viewers.recognise)
  app.enableShutdownHooks()
  return app
}
