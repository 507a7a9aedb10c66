import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { env } from 'node:process'

/**
 * Where FFmpeg is, or null where this machine has none: then the emulator's own, smaller codecs do.
 * `FFMPEG_PATH` names it, and an empty one says to do without.
 */
export function ffmpegPath(): string | null {
  const named = env['FFMPEG_PATH']
  if (named !== undefined) return named === '' ? null : named
  const folders = (env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => join(folder, 'ffmpeg')).find(isExecutable) ?? null
}

/** Whether a file is there that may be run. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
