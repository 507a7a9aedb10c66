import type { CallState } from '@onetake/core/client'

const amount = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })

/** The name of the place, what is left to spend, and the way back to a blank page. */
export function Bar({
  credits,
  onNew,
}: {
  credits: Pick<CallState<{ readonly credits: number }>, 'data' | 'error'>
  onNew: () => void
}) {
  return (
    <header className="bar">
      <h1 className="brand">
        onetake <span>studio</span>
      </h1>
      <p className="credits" aria-live="polite">
        {credits.data && `${amount.format(credits.data.credits)} credits left`}
        {!credits.data && credits.error && 'Credits unknown'}
      </p>
      <button type="button" className="button" onClick={onNew}>
        New
      </button>
    </header>
  )
}
