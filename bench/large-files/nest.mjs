/** Our server as a module of a Nest application. */
import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { OnetakeModule } from '@onetake/nestjs'
import { answer } from './answer.mjs'
import { engineOptions, owner } from './engine.mjs'

const app = await NestFactory.create(OnetakeModule.forRoot({ ...engineOptions, owner }), {
  logger: ['fatal', 'error'],
})
await app.listen(0, '127.0.0.1')
answer(await app.getUrl())
