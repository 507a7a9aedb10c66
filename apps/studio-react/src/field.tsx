import { useId, type ReactNode } from 'react'

/** What a control needs to be tied to its label, its hint and what is wrong with it. */
export interface ControlProps {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean
}

/** A labeled control with, beside it, a hint or what the server says is wrong. */
export function Field({
  label,
  value,
  hint,
  wrong,
  children,
}: {
  label: string
  /** Of a slider: what it stands at. */
  value?: string
  hint?: string
  wrong?: string | undefined
  children: (control: ControlProps) => ReactNode
}) {
  const id = useId()
  const noteId = `${id}note`
  const note = wrong ?? hint
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {value !== undefined && <output htmlFor={id}>{value}</output>}
      </label>
      {children({ id, 'aria-describedby': note && noteId, 'aria-invalid': wrong !== undefined })}
      {note && (
        <p id={noteId} className={wrong ? 'wrong' : 'hint'}>
          {note}
        </p>
      )}
    </div>
  )
}
