import { isTerminal } from '@onetake/core'
import {
  CHARACTER_FILES,
  FRAME_RATES,
  isToldBeside,
  NEW_EXPORT_FORM,
  TARGETS,
  toExportInput,
  TRAVELS,
  underWay,
  wrongWith,
  type ExportForm,
} from '@onetake/studio-shared'
import { useState } from 'react'
import { Field } from './field.tsx'
import { FileList } from './file-list.tsx'
import { JobStatus } from './job-status.tsx'
import { useJob, useUpload } from './jobs.ts'
import { Notice } from './notice.tsx'
import { SelectField } from './select-field.tsx'
import { useAddress } from './use-address.ts'

/** The motion as files that another program opens correctly: a job that goes on from the first, at our own server. */
export function ExportPanel({ motion }: { motion: { readonly job: string; readonly variant: number } }) {
  const [id, show] = useAddress('export')
  const bundle = useJob('export.bundle', { id })
  const character = useUpload()
  const [form, setForm] = useState(NEW_EXPORT_FORM)
  const set = (change: Partial<ExportForm>) => setForm({ ...form, ...change })
  const { job, error, connection } = bundle
  const isUnderWay = underWay(job, connection)
  const isBusy = isUnderWay || character.status === 'uploading'
  const begin = () => {
    if (isBusy) return
    void bundle.start(toExportInput(form, { ...motion, character: character.upload?.id ?? null })).then(
      (started) => show(started.id),
      () => {}, // The state tells it.
    )
  }

  return (
    <section className="panel stack" aria-labelledby="export">
      <h2 id="export">Take it to</h2>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          begin()
        }}
      >
        <div className="pair">
          <SelectField
            label="Program"
            options={TARGETS}
            value={form.target}
            onChange={(target) => set({ target })}
          />
          <Field label="Frames per second">
            {(control) => (
              <select
                {...control}
                value={form.fps}
                onChange={(event) => set({ fps: event.target.value as ExportForm['fps'] })}
              >
                <option value="">As they are</option>
                {FRAME_RATES.map((rate) => (
                  <option key={rate}>{rate}</option>
                ))}
              </select>
            )}
          </Field>
        </div>
        <SelectField
          label="Travel"
          options={TRAVELS}
          value={form.travel}
          onChange={(travel) => set({ travel })}
        />
        <Field
          label="Your own character"
          hint="A rigged GLB or VRM. Empty: the one that you see"
          wrong={wrongWith(error, 'character') ?? character.error?.message}
        >
          {(control) => (
            <input
              {...control}
              type="file"
              accept={CHARACTER_FILES}
              onChange={({ target: { files } }) => {
                const [file] = files ?? []
                if (file) void character.start(file).catch(() => {}) // The state tells it.
                else character.reset()
              }}
            />
          )}
        </Field>
        {character.status === 'uploading' && (
          <progress aria-label="Bringing the character" value={character.progress ?? undefined} />
        )}
        <button type="submit" className="button main" aria-disabled={isBusy}>
          {character.status === 'uploading' ? 'Bringing the character…' : 'Export'}
        </button>
      </form>
      {error && (job === null || isTerminal(job)) && !isToldBeside(error, ['character']) && (
        <Notice error={error} />
      )}
      {job?.status === 'succeeded' ? (
        <>
          <FileList files={job.output.artifacts} />
          <details>
            <summary>What was found and mended</summary>
            <pre className="report">{job.output.data.report}</pre>
          </details>
        </>
      ) : (
        (job !== null || isUnderWay) && <JobStatus state={bundle} doing="Packing" onAgain={begin} />
      )}
    </section>
  )
}
