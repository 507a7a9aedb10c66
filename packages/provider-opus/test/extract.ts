import type { SubmitContext } from '@onetake/core'
import type { OpusClient } from '../src/client.ts'
import type { extractGaussian, extractGlb } from '../src/extract.ts'

type Extraction = typeof extractGlb | typeof extractGaussian
type Lent = SubmitContext<OpusClient, null>

/** As the server does it: a look at what is there before, then the one request. */
export const extract = async (operation: Extraction, job: string, context: Lent) =>
  operation.submit({ job }, { ...context, staged: await lookFirst(operation, job, context) })

export async function lookFirst({ stage }: Extraction, job: string, context: Lent) {
  if (stage === undefined) throw new Error('An extraction has to look first.')
  return stage({ job }, context)
}
