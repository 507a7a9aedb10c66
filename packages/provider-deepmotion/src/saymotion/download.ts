import { type Context, JobError } from '@onetake/core'
import { fileResponse } from '@onetake/provider-kit'
import { unpackFbx } from '../fbx/unpack-fbx.ts'
import type { SayMotionClient } from './client.ts'
import { askForLinks } from './download-links.ts'
import type { SayMotionSource } from './outcome.ts'

/**
 * The bytes of one file, at a link asked for just now; asked for once more where that has expired already.
 *
 * An `fbx` is an archive as a rule, and then what is inside is what arrives. Every other file arrives as it is.
 *
 * @throws JobError `insufficient-credits` where SayMotion no longer hands the variant out; `not-found`
 * where it no longer lists the file.
 */
export async function download(
  source: SayMotionSource,
  context: Context<SayMotionClient>,
): Promise<Response> {
  const { client, signal } = context
  for (let tries = 0; tries < 2; tries += 1) {
    const reply = await client.fetchFile(await freshLink(source, context), signal)
    if (reply.expired) continue
    const file = fileResponse(reply.response)
    return source.type === 'fbx' ? unpackFbx(file) : file
  }
  throw new JobError('provider-unavailable', 'SayMotion hands out links that have expired already.')
}

async function freshLink(
  { rid, variant, group, type }: SayMotionSource,
  { client, signal }: Context<SayMotionClient>,
): Promise<string> {
  const [answer] = await askForLinks(client, [{ rid, variant }], signal)
  if (JobError.is(answer)) throw answer
  if (answer?.links === null) {
    throw new JobError(
      'insufficient-credits',
      'SayMotion does not hand out this variant: it wants more credits.',
    )
  }
  const link = answer?.links.find((file) => file.group === group && file.type === type)
  if (link === undefined) throw new JobError('not-found', 'SayMotion no longer lists this file.')
  return link.url
}
