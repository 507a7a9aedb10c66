import type { JobFailure } from '@onetake/core'
import { FAILURE_TITLES } from '@onetake/studio-shared'

/** What went wrong, in plain words, with the code that a person can quote. */
export function Notice({ error }: { error: JobFailure }) {
  return (
    <div className="notice" role="alert">
      <strong>{FAILURE_TITLES[error.code]}</strong>
      <span>{error.message}</span>
      <code>
        {error.code}
        {error.providerCode !== undefined && ` · ${error.providerCode}`}
      </code>
    </div>
  )
}
