import { Observable, type Subscriber } from 'rxjs'
import { JobError } from '../errors.ts'
import type { JobSnapshot } from '../job.ts'
import { readEventStream } from './event-stream.ts'
import { retryDelayMs, type ClientTiming } from './timing.ts'
import { onWake } from './wake.ts'

export type LineState = 'connecting' | 'live' | 'lost'

/**
 * What the line says: how it stands (first thing after subscribing, then with every change), or a
 * snapshot of some job. `lost` comes again with each attempt that fails.
 */
export type Frame = LineState | JobSnapshot

export interface LineOptions {
  /** Ask for the event stream. @throws JobError `unauthorized` ends the line; the rest is retried. */
  open(signal: AbortSignal): Promise<Response>
  readonly timing: ClientTiming
  /** ms since the Unix epoch. */
  now(): number
  /** From 0 up to 1. */
  random(): number
}

/**
 * The one event stream of a client, for all its watchers: opened when somebody listens, closed a
 * moment after the last has left, opened again by itself when it is lost. What was said while it was
 * down is not repeated: whoever needs to know asks when it is `live` again.
 */
export function createLine(options: LineOptions): Observable<Frame> {
  const listeners = new Set<Subscriber<Frame>>()
  let state: LineState = 'connecting'
  let close: (() => void) | null = null
  let closing: ReturnType<typeof setTimeout> | undefined

  const say = (frame: Frame) => {
    if (typeof frame === 'string') state = frame
    for (const listener of Array.from(listeners)) listener.next(frame)
  }
  const end = (error: JobError) => {
    hangUp()
    for (const listener of Array.from(listeners)) listener.error(error)
  }
  const hangUp = () => {
    close?.()
    close = null
    state = 'connecting'
  }

  return new Observable<Frame>((listener) => {
    clearTimeout(closing)
    listeners.add(listener)
    listener.next(state)
    close ??= keepOpen(options, say, end)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) closing = setTimeout(hangUp, options.timing.closeAfterMs)
    }
  })
}

/** Keeps one stream open until told to stop. */
function keepOpen(
  { open, timing, now, random }: LineOptions,
  say: (frame: Frame) => void,
  end: (error: JobError) => void,
): () => void {
  const stopping = new AbortController()
  const { signal } = stopping
  /** Breaks off what is under way: the reading, or the waiting. */
  let breakOff = nothing
  let heardAt = 0
  let liveAt = Infinity

  async function read(): Promise<void> {
    const attempt = new AbortController()
    let silence: ReturnType<typeof setTimeout> | undefined
    const heard = () => {
      heardAt = now()
      clearTimeout(silence)
      silence = setTimeout(breakOff, timing.silentAfterMs)
    }
    const onOpen = () => {
      heard()
      liveAt = now()
      say('live')
    }
    breakOff = () => attempt.abort()
    heard()
    try {
      const response = await open(attempt.signal)
      if (signal.aborted) return void response.body?.cancel()
      await readEventStream(response, { onOpen, onBytes: heard, onJob: say, signal: attempt.signal })
    } finally {
      clearTimeout(silence)
    }
  }

  const wait = (ms: number) =>
    new Promise<void>((done) => {
      const timer = setTimeout(done, ms)
      breakOff = () => {
        clearTimeout(timer)
        done()
      }
      heardAt = -Infinity
    })

  async function run(): Promise<void> {
    let waitedMs = 0
    for (let failures = 0; !signal.aborted; failures++) {
      liveAt = Infinity
      try {
        await read()
      } catch (thrown) {
        const error = JobError.from(thrown)
        if (!signal.aborted && error.code === 'unauthorized') return end(error)
      }
      if (signal.aborted) return
      // A line that stood for a while starts the count anew; one that breaks at once does not.
      if (now() - liveAt > waitedMs) failures = 0
      waitedMs = retryDelayMs(timing, failures, random)
      say('lost')
      await wait(waitedMs)
    }
  }

  // A machine that slept does not know that its line is dead: one that has missed a sign of life is not trusted.
  const stopListening = onWake(() => {
    if (now() - heardAt > timing.silentAfterMs / 2) breakOff()
  })
  void run()
  return () => {
    stopping.abort()
    stopListening()
    breakOff()
  }
}

const nothing = () => {}
