import type { JobFailure } from '@onetake/core'
import { vendorWords } from '@onetake/provider-kit'

/** Why jobs of a service fail, by its own codes. The same number means different things at DeepMotion's two. */
export type FailureCodes = Readonly<Record<string, Pick<JobFailure, 'code' | 'message'>>>

/**
 * Why a job failed.
 *
 * @param reason - `exc_message`: a list of codes, one code as text or as a number, or just text: all have been met.
 * @param service - As people say it, for messages.
 */
export function toFailure(reason: unknown, codes: FailureCodes, service: string): JobFailure {
  const texts = (Array.isArray(reason) ? reason : [reason]).flatMap((part: unknown) =>
    typeof part === 'string' || typeof part === 'number' ? [String(part)] : [],
  )
  const numbers = texts.flatMap((text) => /^\W*(\d{1,5})\W*$/.exec(text)?.[1] ?? [])
  const providerCode = numbers.find((known) => Object.hasOwn(codes, known)) ?? numbers[0]
  if (providerCode !== undefined) {
    const message = `${service} failed with code ${providerCode}, which it does not document.`
    return { ...(codes[providerCode] ?? { code: 'provider-failed', message }), providerCode }
  }
  const words = vendorWords(texts.join(' '))
  const message = words === '' ? `${service} failed and does not say why.` : `${service} failed: ${words}`
  return { code: 'provider-failed', message }
}
