import { useId } from 'react'

/** One of a few numbers, as a row of radio buttons. */
export function Choice({
  label,
  isLabelHidden = false,
  options,
  value,
  onChange,
  wrong,
}: {
  label: string
  isLabelHidden?: boolean
  options: readonly number[]
  value: number
  onChange: (value: number) => void
  wrong?: string | undefined
}) {
  const name = useId()
  return (
    <fieldset className="field" aria-describedby={wrong && `${name}wrong`}>
      <legend className={isLabelHidden ? 'hidden' : ''}>{label}</legend>
      <div className="choice">
        {options.map((option) => (
          <label key={option}>
            <input type="radio" name={name} checked={option === value} onChange={() => onChange(option)} />
            {option}
          </label>
        ))}
      </div>
      {wrong && (
        <p id={`${name}wrong`} className="wrong">
          {wrong}
        </p>
      )}
    </fieldset>
  )
}
