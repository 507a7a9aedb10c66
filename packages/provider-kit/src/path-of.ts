import { JobError } from '@onetake/core'

/**
 * A path below the service's root, with ids in it. Each id is encoded, and a list is joined by commas.
 *
 * @throws JobError `provider-protocol` for an id that is no path segment: `..` would lead elsewhere.
 * @example pathOf`/job/v1/status/${['a/b', 'c']}` // '/job/v1/status/a%2Fb,c'
 */
export function pathOf(texts: TemplateStringsArray, ...ids: readonly (string | readonly string[])[]): string {
  return String.raw({ raw: texts }, ...ids.map((id) => [id].flat().map(encode).join(',')))
}

/**
 * Whether an id can be asked about at all: one that is no path segment would spoil the question for every
 * other job in it, so it is not taken in the first place.
 */
export const isAskable = (id: string): boolean => !/^\.{0,2}$|\p{Cs}|^.{201}/u.test(id)

function encode(id: string): string {
  if (!isAskable(id)) {
    throw new JobError('provider-protocol', 'The service handed out an id that cannot be asked about.')
  }
  return encodeURIComponent(id)
}
