import { type Context, JobError } from '@onetake/core'
import { fileResponse } from '@onetake/provider-kit'
import type { OpusClient } from './client.ts'
import { askJobResult } from './job-result.ts'
import { filesOf, markOf } from './opus-file.ts'
import type { OpusSource } from './outcome.ts'

/**
 * The bytes of one file, at a link asked for just now; asked for once more where that has expired already. The key
 * of RapidAPI does not go there.
 *
 * @throws JobError `not-found` where Opus no longer lists the file.
 */
export async function download(source: OpusSource, context: Context<OpusClient>): Promise<Response> {
  const { client, signal } = context
  for (let tries = 0; tries < 2; tries += 1) {
    const reply = await client.fetchFile(await freshLink(source, context), signal)
    if (!reply.expired) return fileResponse(reply.response)
  }
  throw new JobError('provider-unavailable', 'Opus hands out links that have expired already.')
}

async function freshLink(
  { uid, format, mark }: OpusSource,
  context: Pick<Context<OpusClient>, 'client' | 'signal'>,
): Promise<string> {
  const files = filesOf((await askJobResult(uid, context))?.files ?? [], format)
  // Its place may change with every answer, and then the format must do.
  const file = files.find((listed) => markOf(listed) === mark) ?? files[0]
  if (file === undefined) throw new JobError('not-found', 'Opus no longer lists this file.')
  return file.url
}
