import { JobError } from '@onetake/core'

/** How each value is written, by key; null for one that cannot be sent safely. */
export type ParamTable = Readonly<Record<string, (value: never) => string | null>>

/** Values by key. What is undefined is not sent. */
export type ValuesOf<Table extends ParamTable> = {
  readonly [Key in keyof Table]?: Parameters<Table[Key]>[0] | undefined
}

/** One `key=value` of a job: the part before the first `=` is the key. */
export type ParamOf<Table extends ParamTable> = `${keyof Table & string}=${string}`

/**
 * Write parameters so that no value can become, or change, another parameter: not by a line break, not
 * by a comma, not by a `=`, however a server may split them. A key that is not in the table cannot be written, and
 * each is written at most once, in the order of the table.
 *
 * @param service - As people say it, for messages.
 * @throws JobError `invalid-input` for a value that could. The input schemas say so first; this is the lock.
 */
export function writeParams<Table extends ParamTable>(
  table: Table,
  values: ValuesOf<Table>,
  service: string,
): ParamOf<Table>[] {
  const unknown = Object.keys(values).find((key) => !Object.hasOwn(table, key))
  if (unknown !== undefined) throw new JobError('internal', `${service} has no parameter "${unknown}".`)
  return Object.keys(table).flatMap((key): ParamOf<Table>[] => {
    const value = values[key]
    const write = table[key]
    if (value === undefined || write === undefined) return []
    // The table's own type says which value belongs to which writer; a loop over keys cannot.
    const text = write(value as never)
    if (text !== null) return [`${key}=${text}`]
    const message = 'This value cannot be sent safely.'
    throw new JobError('invalid-input', `${message} (${key})`, { issues: [{ path: key, message }] })
  })
}
