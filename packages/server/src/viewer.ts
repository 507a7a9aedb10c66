import { JobError } from '@onetake/core'

/** Who is asking. Everything a person can ask for goes by it. */
export interface Viewer {
  /** Whose jobs and uploads they are: theirs alone. */
  readonly owner: string
  /**
   * Whether they look after the accounts: the calls of an account, such as deleting a character, are theirs to make.
   * Nobody unless told.
   */
  readonly isOperator?: boolean | undefined
}

/**
 * Who is asking, from what an application says of a request.
 *
 * @throws JobError `unauthorized` where it names nobody. An application in plain JavaScript may answer undefined, and
 * nobody is not everybody.
 */
export function toViewer(told: string | Viewer | undefined): Viewer {
  const { owner, isOperator } = typeof told === 'string' ? { owner: told, isOperator: false } : (told ?? {})
  if (typeof owner !== 'string' || owner === '')
    throw new JobError('unauthorized', 'The server does not know who is asking.')
  return isOperator === true ? { owner, isOperator } : { owner }
}
