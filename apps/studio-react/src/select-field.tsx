import { Field } from './field.tsx'

/** One of a few words, each with what people call it. */
export function SelectField<Word extends string>({
  label,
  options,
  value,
  onChange,
  wrong,
}: {
  label: string
  /** In the order in which they are offered. */
  options: Readonly<Record<Word, string>>
  value: Word
  onChange: (value: Word) => void
  wrong?: string | undefined
}) {
  return (
    <Field label={label} wrong={wrong}>
      {(control) => (
        <select {...control} value={value} onChange={(event) => onChange(event.target.value as Word)}>
          {Object.entries<string>(options).map(([word, text]) => (
            <option key={word} value={word}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
