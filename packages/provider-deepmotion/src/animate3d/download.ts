import { type Context, JobError } from '@onetake/core'
import { fileResponse } from '@onetake/provider-kit'
import { unpackFbx } from '../fbx/unpack-fbx.ts'
import type { Animate3DClient } from './client.ts'
import { askForLinks } from './download-links.ts'
import { ALL_PERSONS, type Animate3DSource } from './sort-files.ts'

/**
 * The bytes of one file, at a link asked for just now; asked for once more where that has expired already.
 *
 * An `fbx` is an archive as a rule, and then what is inside is what arrives; the archives of all persons stay whole.
 *
 * @throws JobError `not-found` where Animate 3D no longer lists the file.
 */
export async function download(
  source: Animate3DSource,
  { client, signal }: Context<Animate3DClient>,
): Promise<Response> {
  const { rid, group, type } = source
  for (let tries = 0; tries < 2; tries += 1) {
    const { links } = await askForLinks(client, rid, signal)
    const link = links.find((file) => file.group === group && file.type === type)
    if (link === undefined) throw new JobError('not-found', 'Animate 3D no longer lists this file.')
    const reply = await client.fetchFile(link.url, signal)
    if (reply.expired) continue
    const file = fileResponse(reply.response)
    return type === 'fbx' && group !== ALL_PERSONS ? unpackFbx(file) : file
  }
  throw new JobError('provider-unavailable', 'Animate 3D hands out links that have expired already.')
}
