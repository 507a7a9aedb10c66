import { isTerminal } from '@onetake/core'
import { FOOT_LOCKING, isToldBeside, MOST_VARIANTS, wrongWith, type MotionForm } from '@onetake/studio-shared'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import { Choice } from './choice.tsx'
import { Field } from './field.tsx'
import { useCall, type MotionJob } from './jobs.ts'
import { Notice } from './notice.tsx'
import { SelectField } from './select-field.tsx'

/** Where each complaint of the server is shown. */
const FIELDS = ['prompt', 'character', 'durationSeconds', 'footLocking', 'poseFilteringStrength', 'variants']

/** Everything that is said about a motion before it is made. */
export function MotionFields({
  form,
  onChange,
  motion: { job, error, connection },
  most,
  onStart,
}: {
  form: MotionForm
  onChange: (form: MotionForm) => void
  motion: Pick<MotionJob, 'job' | 'error' | 'connection'>
  /** How many variants the account may ask for; null or undefined where that is not known. */
  most: number | null | undefined
  onStart: () => void
}) {
  const characters = useCall('saymotion.characters.list', {})
  const element = useRef<HTMLFormElement>(null)
  const set = (change: Partial<MotionForm>) => onChange({ ...form, ...change })
  const first = characters.data?.[0]?.id
  const isKnown = characters.data?.some(({ id }) => id === form.character) ?? true

  // The first character stands in the list, so it must be what is asked for.
  useEffect(() => {
    if (first !== undefined && !isKnown) onChange({ ...form, character: first })
  }, [first, isKnown, form, onChange])

  const wrong = (path: string) => wrongWith(error, path)
  useEffect(() => {
    if (error?.issues) element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [error])

  const isBusy = connection === 'connecting' && (job === null || isTerminal(job))
  const isUnderWay = job !== null && !isTerminal(job)
  const submit = () => {
    if (!isBusy && !isUnderWay) onStart()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    submit()
  }
  const counts = Array.from(
    { length: Math.min(MOST_VARIANTS, most ?? MOST_VARIANTS) },
    (_, index) => index + 1,
  )

  return (
    <section className="panel" aria-labelledby="ask">
      <form
        ref={element}
        className="form"
        noValidate
        onKeyDown={onKeyDown}
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <h2 id="ask">Describe a motion</h2>
        <Field label="Prompt" wrong={wrong('prompt')}>
          {(control) => (
            <textarea
              {...control}
              rows={3}
              placeholder="a person waves happily"
              value={form.prompt}
              onChange={(event) => set({ prompt: event.target.value })}
            />
          )}
        </Field>
        <Field label="Character" wrong={wrong('character') ?? characters.error?.message}>
          {(control) => (
            <select
              {...control}
              value={form.character}
              onChange={(event) => set({ character: event.target.value })}
            >
              {characters.data === null && <option value={form.character}>Loading…</option>}
              {characters.data?.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name === '' ? id : name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <div className="pair">
          <Field label="Seconds" hint="Empty: automatic" wrong={wrong('durationSeconds')}>
            {(control) => (
              <input
                {...control}
                type="number"
                inputMode="decimal"
                min={0.5}
                max={10}
                step={0.5}
                placeholder="Automatic"
                value={form.duration}
                onChange={(event) => set({ duration: event.target.value })}
              />
            )}
          </Field>
          <SelectField
            label="Foot locking"
            wrong={wrong('footLocking')}
            options={FOOT_LOCKING}
            value={form.footLocking}
            onChange={(footLocking) => set({ footLocking })}
          />
        </div>
        <Field label="Smoothing" value={form.smoothing.toFixed(2)} wrong={wrong('poseFilteringStrength')}>
          {(control) => (
            <input
              {...control}
              type="range"
              min={0}
              max={1}
              step={0.05}
              value={form.smoothing}
              onChange={(event) => set({ smoothing: Number(event.target.value) })}
            />
          )}
        </Field>
        <Choice
          label="Variants"
          options={counts}
          value={form.variants}
          onChange={(variants) => set({ variants })}
          wrong={wrong('variants')}
        />
        <button type="submit" className="button main" aria-disabled={isBusy || isUnderWay}>
          {isBusy ? 'One moment…' : 'Start'} <kbd>Ctrl + Enter</kbd>
        </button>
        {isUnderWay && (
          <p className="hint">One at a time here. New leaves this job running and clears the page.</p>
        )}
        {error && !isUnderWay && !isToldBeside(error, FIELDS) && error.code !== 'not-found' && (
          <Notice error={error} />
        )}
      </form>
    </section>
  )
}
