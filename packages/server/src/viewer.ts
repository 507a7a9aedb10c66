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
 * @throws JobError `unauthorized` where it names nobody.
 */
export function toViewer(told: string | Viewer | undefined): Viewer {
  const { owner, isOperator } = typeof told === 'string' ? { owner: told, isOperator: false } : (told ?? {})
  assertOwner(owner)
  return isOperator === true ? { owner, isOperator } : { owner }
}

/** An application in plain JavaScript may answer undefined, and to a store, no owner is everybody. */
export function assertOwner(owner: unknown): asserts owner is string {
  if (typeof owner === 'string' && owner !== '') return
  throw new JobError('unauthorized', 'The server does not know who is asking.')
}
