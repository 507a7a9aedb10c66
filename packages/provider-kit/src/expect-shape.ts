import { JobError } from '@onetake/core'
import type * as z from 'zod'

/**
 * An answer of a service, checked. Schemas name only what we read: a field more is no fault.
 *
 * @param what - As in `SayMotion's list of jobs`.
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
  throw new JobError('provider-protocol', `${what} is not as expected at "${where}".`)
}
