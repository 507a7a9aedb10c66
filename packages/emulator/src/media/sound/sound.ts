/** What was heard in a file: its sound in a form that browsers play inside an MP4, and how loud it is when. */
export interface Sound {
  readonly seconds: number
  /** Made when a film needs it: a long WAV takes a while. */
  readonly track: () => Promise<SoundTrack>
  /** 0 silent to 1 loud, {@link LEVELS_PER_SECOND} values a second. */
  readonly levels: Float32Array
}

/** Sound as a track of an MP4 keeps it. */
export interface SoundTrack {
  /** The box that describes the codec: `mp4a`, `fLaC` or `Opus`. */
  readonly entry: Uint8Array
  /** Ticks per second. */
  readonly timescale: number
  readonly samples: readonly SoundSample[]
  /** Ticks at the beginning that only fill the decoder. */
  readonly skip: number
}

export interface SoundSample {
  readonly bytes: Uint8Array
  readonly ticks: number
}

export const LEVELS_PER_SECOND = 50

/**
 * Why a file makes no sound: `broken` (damaged, or no sound at all), or `codec`, one that only FFmpeg reads while this
 * machine has none.
 */
export class SoundError extends Error {
  override readonly name = 'SoundError'
  readonly code: 'broken' | 'codec'

  constructor(code: SoundError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
