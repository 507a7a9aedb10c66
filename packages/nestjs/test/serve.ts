import { mkdtemp, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Module, type DynamicModule, type INestApplication, type Type } from '@nestjs/common'
import { APP_FILTER, NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { JobError, type UploadStore } from '@onetake/core'
import { createFileArtifacts, createFileUploads, type ArtifactStore } from '@onetake/server'
import { ProblemFilter } from '../src/index.ts'

/** A Nest application that listens on a free loopback port. */
export interface Served {
  readonly app: INestApplication
  readonly url: string
  close(): Promise<void>
}

/**
 * Serve one module.
 *
 * @param create - Is lent stores in a folder that goes when the application closes.
 */
export async function serve(
  create: (artifacts: ArtifactStore, uploads: UploadStore) => DynamicModule,
  set: (app: INestApplication) => void = () => {},
): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'onetake-'))
  const root = around(create(createFileArtifacts(folder), createFileUploads(join(folder, 'uploads'))))
  const app = await NestFactory.create<NestExpressApplication>(root, {
    abortOnError: false,
    logger: ['fatal'],
  })
  set(app)
  await app.listen(0, '127.0.0.1')
  return {
    app,
    url: await app.getUrl(),
    async close() {
      // A client that keeps its connections would otherwise be waited for.
      app.getHttpServer().closeAllConnections()
      await app.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function around(module: DynamicModule): Type {
  @Module({ imports: [module], providers: [{ provide: APP_FILTER, useClass: ProblemFilter }] })
  class App {}
  return App
}

/** The header `x-viewer` names the owner. */
export function ownerOf({ headers }: IncomingMessage): string {
  const viewer = headers['x-viewer']
  if (typeof viewer !== 'string') throw new JobError('unauthorized', 'Say who you are.')
  return viewer
}
