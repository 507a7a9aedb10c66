import type { JobSnapshot } from '@onetake/core'
import type { Output } from './terminal.ts'

/** One line that is written over and over; silent where nobody sees it. */
export interface ProgressLine {
  show(text: string): void
  /** Take the line away, for lasting words. */
  clear(): void
}

export function createProgressLine(output: Output): ProgressLine {
  if (!output.isTTY) return { show: () => {}, clear: () => {} }
  let shown = false
  return {
    show(text) {
      shown = true
      output.write(`\r\u001B[2K${text}`)
    },
    clear() {
      if (shown) output.write('\r\u001B[2K')
      shown = false
    },
  }
}

/** A job as one short line. */
export function describeJob(job: JobSnapshot): string {
  switch (job.status) {
    case 'pending':
    case 'submitting':
      return 'sending the job'
    case 'unconfirmed':
      return 'the reply was lost; looking for the job at the provider'
    case 'queued':
      return job.position === null ? 'queued' : `queued, ${job.position} ahead`
    case 'running':
      return [
        'running',
        bar(job.progress),
        job.retrying ? '(the provider tries again)' : '',
        job.message ?? '',
      ]
        .filter(Boolean)
        .join(' ')
    case 'collecting':
      return `copying files, ${formatBytes(job.receivedBytes)}`
    case 'canceling':
      return 'asked to stop; waiting for the provider to confirm'
    case 'succeeded':
      return 'done'
    case 'failed':
      return `failed: ${job.error.message}`
    case 'canceled':
      return 'canceled'
  }
}

/** Such as `1.2 MB`: powers of a thousand. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1)
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}

function bar(progress: number | null): string {
  if (progress === null) return ''
  const filled = Math.round(progress * 20)
  return `${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${Math.round(progress * 100)} %`
}
