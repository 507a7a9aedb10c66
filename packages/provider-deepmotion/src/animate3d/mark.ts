import type { Upload } from '@onetake/core'

/**
 * What an upload is called at Animate 3D: our job id, so that a job whose reply was lost is found again by the
 * `fileName` that the service lists, and nothing of what the person calls the file.
 *
 * @see Animate 3D REST API README, "API 1: Upload" (`name`), "API 5: List Jobs" (`fileName`). That the one becomes
 * the other: assumed.
 */
export const markedName = (jobId: string, file: Pick<Upload, 'name' | 'mediaType'>): string =>
  `${markOf(jobId)}${extensionOf(file)}`

/** Whose job a file name of the service's list speaks of; null where none of ours. */
export function jobOf(fileName: string): string | null {
  return /(?:^|\/)onetake-([A-Za-z0-9_-]{1,64})(?:\.[A-Za-z0-9]{1,5})?$/.exec(fileName)?.[1] ?? null
}

const markOf = (jobId: string): string => `onetake-${jobId}`

/** By what the bytes are; where they say nothing known, by the name. With its dot, or empty. */
export function extensionOf({ name, mediaType }: Pick<Upload, 'name' | 'mediaType'>): string {
  const known = EXTENSIONS[mediaType]
  return known ?? /\.[A-Za-z0-9]{1,5}$/.exec(name)?.[0].toLowerCase() ?? ''
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'video/quicktime': '.mov',
  'video/webm': '.webm',
  'video/x-msvideo': '.avi',
  'image/png': '.png',
  'image/jpeg': '.jpg',
}
