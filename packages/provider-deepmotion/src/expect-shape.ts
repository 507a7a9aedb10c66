import type * as z from 'zod'
import { JobError } from '@onetake/core'

/**
 * An answer of the service, checked. Schemas name only what we read: a field more is no fault.
 *
 * @throws JobError `provider-protocol`, without the answer's text in it.
 */
export function expectShape<Schema extends z.ZodType>(
  schema: Schema,
  answer: unknown,
  what: string,
): z.output<Schema> {
  const { data, error } = schema.safeParse(answer)
  if (error === undefined) return data
  const where = error.issues[0]?.path.join('.') ?? ''
  throw new JobError('provider-protocol', `SayMotion's ${what} is not as expected at "${where}".`)
}
