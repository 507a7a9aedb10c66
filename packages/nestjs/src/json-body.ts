import type { IncomingMessage } from 'node:http'
import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import { JobError } from '@onetake/core'
import { assertJsonRequest } from '@onetake/server'
import { factsOf } from './facts-of.ts'

/** The body as Nest parsed it, by the rules of the wire: JSON only, and small even where the application takes more. */
export const JsonBody = createParamDecorator((_: unknown, context: ExecutionContext) =>
  readJson(context.switchToHttp().getRequest<IncomingMessage & { readonly body?: unknown }>()),
)

function readJson(request: IncomingMessage & { readonly body?: unknown }): unknown {
  const { body } = request
  const facts = factsOf(request)
  // A chunked body does not say its size beforehand.
  const bytes = facts.bytes ?? Buffer.byteLength(JSON.stringify(body ?? null))
  assertJsonRequest({ ...facts, bytes }, 'json')
  if (body === undefined) throw new JobError('invalid-input', 'The body is not valid JSON.')
  return body
}
