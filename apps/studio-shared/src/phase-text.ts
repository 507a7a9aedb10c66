import type { JobPhase } from '@onetake/core'
import { formatBytes } from './format-bytes.ts'

/** A phase in words: one short line, and what a person may want to know beside it. */
export interface PhaseText {
  readonly title: string
  readonly detail: string
}

/** @param doing - What the service does while it runs, as in `Making the motion`. */
export function phaseText(phase: JobPhase, doing: string): PhaseText {
  switch (phase.status) {
    case 'pending':
      return { title: 'Getting ready', detail: 'Saved here. No service has heard of it yet.' }
    case 'submitting':
      return { title: 'Sending', detail: 'Handing it to the service.' }
    case 'unconfirmed':
      return {
        title: 'Not sure that it arrived',
        detail:
          'The answer got lost on the way. The service may be at work on it, and may have charged for it. ' +
          'You can wait until we find out, or decide now.',
      }
    case 'queued':
      return { title: 'Waiting in line', detail: lineText(phase.position) }
    case 'running':
      return { title: phase.retrying ? 'The service is trying again' : doing, detail: phase.message ?? '' }
    case 'collecting':
      return { title: 'Fetching the files', detail: collectText(phase.receivedBytes, phase.totalBytes) }
    case 'canceling':
      return { title: 'Canceling', detail: 'Waiting for the service to confirm. It may still finish first.' }
    case 'canceled':
      return { title: 'Canceled', detail: 'Nothing more will be made.' }
    case 'succeeded':
      return { title: 'Done', detail: '' }
    case 'failed':
      return { title: 'It did not work', detail: phase.error.message }
  }
}

/** What a screen reader says of it. Progress in quarters, so that it does not talk all the time. */
export function announcement(phase: JobPhase, doing: string): string {
  const { title, detail } = phaseText(phase, doing)
  if (phase.status === 'running' && phase.progress !== null) {
    return `${title}, ${Math.floor(phase.progress * 4) * 25} percent`
  }
  return phase.status === 'collecting' || detail === '' ? title : `${title}. ${detail}`
}

function lineText(position: number | null): string {
  if (position === null) return 'The service does not say how long the line is.'
  if (position === 0) return 'Next in line.'
  return position === 1 ? 'One job is ahead.' : `${position} jobs are ahead.`
}

function collectText(received: number, total: number | null): string {
  if (received === 0 && total === null) return ''
  return total === null ? formatBytes(received) : `${formatBytes(received)} of ${formatBytes(total)}`
}
