import type { Note } from '../report/note.ts'
import { type Mp4Facts, probeMp4 } from './probe-mp4.ts'

export type Mp4NoteCode =
  | 'index-at-end'
  | 'index-moved'
  | 'fragmented'
  | 'no-alpha'
  | 'alpha-possible'
  | 'codec-not-everywhere'
  | 'odd-size'
  | 'rotated'
  | 'variable-rate'
  | 'no-sound'
  | 'no-picture'
  | 'no-poster'
  | 'beside-motion'

/** One remark about one video. */
export interface Mp4Note extends Omit<Note, 'code'> {
  readonly code: Mp4NoteCode
}

export interface Mp4Report {
  readonly kind: 'mp4'
  readonly facts: Mp4Facts
  readonly notes: readonly Mp4Note[]
}

/**
 * What a video is, and what will surprise a person who puts it on a page or into Unity.
 *
 * @throws ExportError as `probeMp4`.
 */
export function reportMp4(bytes: Uint8Array): Mp4Report {
  const facts = probeMp4(bytes)
  return { kind: 'mp4', facts, notes: notesOf(facts) }
}

/** The same in words. Ends with a line end. */
export function formatMp4Report({ facts, notes }: Mp4Report): string {
  const { video, audio, durationSeconds } = facts
  const lines = [
    durationSeconds === null ? 'a video of unknown length' : `${durationSeconds.toFixed(2)} s`,
    ...(video
      ? [
          `${video.width} x ${video.height} pixels${video.fps === null ? '' : ` at ${Number(video.fps.toFixed(3))} fps`}, ${video.codec}`,
        ]
      : []),
    ...(audio
      ? [
          `sound: ${audio.channels === 1 ? 'mono' : `${audio.channels} channels`} at ${audio.sampleRate} Hz, ${audio.codec}`,
        ]
      : []),
  ]
  const remarks = notes.map(
    ({ severity, code, message }) =>
      `${severity === 'warning' ? 'Look at this' : 'Note'}: ${message} [${code}]`,
  )
  return `${[...lines, ...(remarks.length > 0 ? ['', ...remarks] : [])].join('\n')}\n`
}

function notesOf({ video, audio, isFaststart, isFragmented }: Mp4Facts): readonly Mp4Note[] {
  const notes: Mp4Note[] = []
  const say = (code: Mp4NoteCode, severity: Mp4Note['severity'], message: string): void => {
    notes.push({ code, severity, message })
  }
  if (!isFaststart)
    say(
      'index-at-end',
      'warning',
      'The index is at the end, so a browser loads all of it before it plays. faststart moves it to the front without encoding anew.',
    )
  if (isFragmented)
    say(
      'fragmented',
      'info',
      'The video is made of fragments: fine for streaming, and Unity and some editors do not import it.',
    )
  if (!audio) say('no-sound', 'info', 'There is no sound.')
  if (!video) {
    say('no-picture', 'warning', 'There is no picture track.')
    return notes
  }
  if (video.alpha === 'impossible')
    say(
      'no-alpha',
      'info',
      `Its pictures have no transparency: ${nameOf(video.codec)} has none in an MP4. For a figure without background ask for WebM (VP9) or ProRes 4444, or key out a colour.`,
    )
  else
    say(
      'alpha-possible',
      'info',
      `Its pictures may have transparent parts (${video.codec}); only decoding shows whether they do.`,
    )
  if (!video.codec.startsWith('avc1'))
    say(
      'codec-not-everywhere',
      'warning',
      `${video.codec} does not play in every browser and on every machine of Unity; H.264 does.`,
    )
  if (video.width % 2 !== 0 || video.height % 2 !== 0)
    say(
      'odd-size',
      'warning',
      `${video.width} x ${video.height} has an odd side, which some players and encoders refuse.`,
    )
  if (video.rotation !== 0)
    say(
      'rotated',
      'warning',
      `Players turn it by ${video.rotation} degrees; Blender and some editors do not.`,
    )
  if (!video.isConstantRate)
    say(
      'variable-rate',
      'warning',
      'Frames are not equally long: in an editor sound and picture may drift apart.',
    )
  return notes
}

const nameOf = (codec: string): string =>
  codec.startsWith('avc')
    ? 'H.264'
    : codec.startsWith('vp09')
      ? 'VP9'
      : codec.startsWith('av01')
        ? 'AV1'
        : codec
