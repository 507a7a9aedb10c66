import type { Fault } from '../faults/fault.ts'
import type { JobScript } from './scheduled-job.ts'

/**
 * What the faults on a request say about the job it makes.
 *
 * @param retryCode - The service's own code for work that is tried again.
 */
export function jobScriptOf(faults: readonly Fault[], retryCode = '498'): JobScript {
  let script: JobScript = {}
  for (const fault of faults) {
    if (fault.kind === 'fail-job')
      script = { ...script, fail: { code: fault.code, atPercent: fault.atPercent ?? 50 } }
    else if (fault.kind === 'stall-job') script = { ...script, stallAtPercent: fault.atPercent }
    else if (fault.kind === 'starting-job') script = { ...script, starting: true }
    else if (fault.kind === 'forget-job')
      script = { ...script, forgetAfterMs: (fault.afterSeconds ?? 0) * 1000 }
    else if (fault.kind === 'retry-job') {
      const { code = retryCode, fromPercent = 30, untilPercent = 60 } = fault
      script = { ...script, retry: { code, fromPercent, untilPercent } }
    }
  }
  return script
}
