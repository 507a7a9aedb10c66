import { isTerminal } from '@onetake/core'
import {
  BACKDROPS,
  CAMERAS,
  NEW_RENDER_FORM,
  toRenderInput,
  underWay,
  type RenderForm,
} from '@onetake/studio-shared'
import { useId, useState } from 'react'
import { Field } from './field.tsx'
import { FileList } from './file-list.tsx'
import { JobStatus } from './job-status.tsx'
import { useJob, useJobsClient } from './jobs.ts'
import { Notice } from './notice.tsx'
import { SelectField } from './select-field.tsx'
import { useAddress } from './use-address.ts'

/** A video of the motion: a second job that goes on from the first. */
export function RenderPanel({ motion }: { motion: { readonly job: string; readonly variant: number } }) {
  const client = useJobsClient()
  const [id, show] = useAddress('render')
  const render = useJob('saymotion.render', { id })
  const [form, setForm] = useState(NEW_RENDER_FORM)
  const shadowId = useId()
  const set = (change: Partial<RenderForm>) => setForm({ ...form, ...change })
  const { job, error, connection } = render
  const isStudio = form.backdrop === 'studio'
  const isUnderWay = underWay(job, connection)
  const video = job?.status === 'succeeded' ? job.output.artifacts[0] : undefined
  const begin = () => {
    if (isUnderWay) return
    void render.start(toRenderInput(form, motion)).then(
      (started) => show(started.id),
      () => {}, // The state tells it.
    )
  }

  return (
    <section className="panel stack" aria-labelledby="render">
      <h2 id="render">Render a video</h2>
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
            label="Backdrop"
            options={BACKDROPS}
            value={form.backdrop}
            onChange={(backdrop) => set({ backdrop })}
          />
          <SelectField
            label="Camera"
            options={CAMERAS}
            value={form.camera}
            onChange={(camera) => set({ camera })}
          />
        </div>
        <Field label="Camera angle" value={`${form.angleDegrees}°`}>
          {(control) => (
            <input
              {...control}
              type="range"
              min={-90}
              max={90}
              step={5}
              value={form.angleDegrees}
              onChange={(event) => set({ angleDegrees: Number(event.target.value) })}
            />
          )}
        </Field>
        {isStudio && (
          <div className="pair">
            <Field label="Background">
              {(control) => (
                <input
                  {...control}
                  type="color"
                  value={form.color}
                  onChange={(event) => set({ color: event.target.value })}
                />
              )}
            </Field>
            <fieldset className="field">
              <legend>Shadow</legend>
              <div className="check">
                <input
                  id={shadowId}
                  type="checkbox"
                  checked={form.shadow}
                  onChange={(event) => set({ shadow: event.target.checked })}
                />
                <label htmlFor={shadowId}>On the floor</label>
              </div>
            </fieldset>
          </div>
        )}
        <button type="submit" className="button main" aria-disabled={isUnderWay}>
          Render
        </button>
      </form>
      {error && (job === null || isTerminal(job)) && <Notice error={error} />}
      {video ? (
        <>
          <video controls muted loop playsInline src={client.fileUrl(video)} aria-label="Rendered video" />
          <FileList files={[video]} />
        </>
      ) : (
        (job !== null || isUnderWay) && (
          <JobStatus state={render} doing="Rendering the video" onAgain={begin} />
        )
      )}
    </section>
  )
}
