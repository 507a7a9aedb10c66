import type { JobFailure } from '@onetake/core'

/** What the server says is wrong with one field. */
export const wrongWith = (error: JobFailure | null, path: string): string | undefined =>
  error?.issues?.find((issue) => issue.path === path)?.message

/** Whether fields beside which it is told cover all that is wrong. */
export function isToldBeside(error: JobFailure, paths: readonly string[]): boolean {
  const { issues = [] } = error
  return issues.length > 0 && issues.every(({ path }) => paths.includes(path))
}
