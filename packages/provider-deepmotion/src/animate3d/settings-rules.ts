import { type InputIssue, JobError } from '@onetake/core'
import { hasBackground, type Settings, VIDEO_FORMATS } from './settings.ts'

/** What the mp4 looks like, and nothing else. */
const RENDER_FIELDS = [
  'sideBySide',
  'backgroundColor',
  'backdrop',
  'shadow',
  'includeAudio',
  'cameraMode',
] as const

/**
 * What is wrong with settings that are fine one by one.
 *
 * @see Animate 3D REST API README, "Parameters": png and jpg are for a static pose, in place of mp4; the options of
 * the video want mp4; background and backdrop are described for the character alone (`render.sbs=0`)
 */
function problemsOf(settings: Settings): InputIssue[] {
  const { formats = VIDEO_FORMATS, sideBySide } = settings
  const has = (format: (typeof formats)[number]): boolean => formats.some((known) => known === format)
  const problems: InputIssue[] = []
  if (has('mp4') && (has('png') || has('jpg'))) {
    problems.push({
      path: 'formats',
      message: "Must have 'mp4' for a video, or 'png' or 'jpg' for a still image, not both.",
    })
  }
  if (!has('mp4')) {
    for (const path of RENDER_FIELDS) {
      if (settings[path] !== undefined) problems.push({ path, message: "Needs 'mp4' among the formats." })
    }
  }
  if (sideBySide === true && hasBackground(settings)) {
    problems.push({
      path: 'sideBySide',
      message: 'Must be false, or left out, where there is a backgroundColor or a backdrop.',
    })
  }
  return problems
}

/** For a schema: the same, as its issues. */
export function refineSettings(
  settings: Settings,
  issues: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
): void {
  for (const { path, message } of problemsOf(settings))
    issues.addIssue({ code: 'custom', path: [path], message })
}

/** @throws JobError `invalid-input` that names what does not fit together. */
export function assertFits(settings: Settings): void {
  const issues = problemsOf(settings)
  const [first] = issues
  if (first) throw new JobError('invalid-input', `${first.path}: ${first.message}`, { issues })
}

/** The same settings, without those of an mp4 that is not made any more. */
export function withoutIdle(settings: Settings): Settings {
  const { formats = VIDEO_FORMATS } = settings
  if (formats.some((format) => format === 'mp4')) return settings
  const rest = { ...settings }
  for (const field of RENDER_FIELDS) delete rest[field]
  return rest
}
