import { takesOf } from '@onetake/studio-shared'
import { useState } from 'react'
import { Choice } from './choice.tsx'
import { FileList } from './file-list.tsx'
import { useJobsClient, type MotionJob } from './jobs.ts'
import { MotionViewer } from './motion-viewer.tsx'
import { RenderPanel } from './render-panel.tsx'

/** A motion that is done: the character, the video, the files, and what can be made of it. */
export function Result({ job }: { job: Extract<NonNullable<MotionJob['job']>, { status: 'succeeded' }> }) {
  const client = useJobsClient()
  const takes = takesOf(job.output.artifacts)
  const [variant, setVariant] = useState(takes[0]?.variant ?? 1)
  const take = takes.find((each) => each.variant === variant)
  const chooser = takes.length > 1 && (
    <Choice
      label="Take"
      isLabelHidden
      options={takes.map((each) => each.variant)}
      value={variant}
      onChange={setVariant}
    />
  )
  return (
    <>
      <section className="panel" aria-label="Result">
        {take?.model ? (
          <MotionViewer src={client.fileUrl(take.model)}>{chooser}</MotionViewer>
        ) : (
          <div className="tools">{chooser}</div>
        )}
        {job.output.data.refused.map((refused) => (
          <p key={refused.variant} className="wrong">
            {refused.message}
          </p>
        ))}
      </section>
      <div className="split">
        <div className="column">
          <section className="panel stack" aria-labelledby="files">
            <h2 id="files">Files</h2>
            <FileList files={take?.files ?? []} />
          </section>
          {take?.video && (
            <section className="panel stack" aria-labelledby="preview">
              <h2 id="preview">Preview</h2>
              <video
                controls
                muted
                loop
                playsInline
                src={client.fileUrl(take.video)}
                aria-labelledby="preview"
              />
            </section>
          )}
        </div>
        <RenderPanel motion={{ job: job.id, variant }} />
      </div>
    </>
  )
}
