import type { IncomingMessage } from 'node:http'
import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import { JobError } from '@onetake/core'
import { assertJsonRequest } from '@onetake/server'

/** The body as Nest parsed it, by the rules of the wire: JSON only, and small even where the application takes more. */
export const JsonBody = createParamDecorator((_: unknown, context: ExecutionContext) =>
  readJson(context.switchToHttp().getRequest<IncomingMessage & { readonly body?: unknown }>()),
)

function readJson({ headers, body }: IncomingMessage & { readonly body?: unknown }): unknown {
  // A chunked body does not say its size beforehand.
  const bytes = Number(headers['content-length'] ?? JSON.stringify(body ?? null).length)
  assertJsonRequest(headers['content-type'] ?? null, bytes)
  if (body === undefined) throw new JobError('invalid-input', 'The body is not valid JSON.')
  return body
}
