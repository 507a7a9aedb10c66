import { JobError } from '@onetake/core'
import { CommanderError } from 'commander'

/** What the command ends with, for scripts. */
export const EXIT = {
  ok: 0,
  /** The job ended, and not well: it failed or was canceled. */
  jobFailed: 1,
  /** What was asked makes no sense; nothing was started. */
  usage: 2,
  /** The job may go on without us: detached, timed out, or the provider cannot be asked. */
  unknown: 3,
} as const

/** Ends the command with a sentence on stderr. */
export class Exit extends Error {
  override readonly name = 'Exit'
  readonly code: number

  constructor(code: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

const USAGE_CODES = ['invalid-input', 'not-found', 'conflict', 'id-reused', 'unsupported']

/** How the command ends for whatever was thrown. */
export function toExit(thrown: unknown): { code: number; message: string } {
  if (thrown instanceof Exit) return { code: thrown.code, message: thrown.message }
  // Commander has said it already; `--help` and `--version` come this way too, with code 0.
  if (thrown instanceof CommanderError)
    return { code: thrown.exitCode === 0 ? EXIT.ok : EXIT.usage, message: '' }
  if (JobError.is(thrown)) {
    return {
      code: USAGE_CODES.includes(thrown.code) ? EXIT.usage : EXIT.unknown,
      message: sentenceOf(thrown),
    }
  }
  if (isAboutAPath(thrown)) return { code: EXIT.usage, message: thrown.message }
  return {
    code: EXIT.unknown,
    message: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
  }
}

/** An error with each wrong field on its own line. */
function sentenceOf({ message, issues = [] }: JobError): string {
  if (issues.length < 2) return message
  return [
    'The input is not what the operation takes:',
    ...issues.map((issue) => `  ${issue.path}: ${issue.message}`),
  ].join('\n')
}

/** The system says what is wrong with a path, such as a folder that may not be written. */
function isAboutAPath(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && 'code' in thrown && 'path' in thrown
}
