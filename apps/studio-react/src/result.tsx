import { variantsOf } from '@onetake/studio-shared'
import { useState } from 'react'
import { Choice } from './choice.tsx'
import { ExportPanel } from './export-panel.tsx'
import { FileList } from './file-list.tsx'
import { useJobsClient, type MotionJob } from './jobs.ts'
import { MotionViewer } from './motion-viewer.tsx'
import { RenderPanel } from './render-panel.tsx'

/** A motion that is done: the character, the video, the files, and what can be made of it. */
export function Result({ job }: { job: Extract<NonNullable<MotionJob['job']>, { status: 'succeeded' }> }) {
  const client = useJobsClient()
  const variants = variantsOf(job.output.artifacts)
  const [variant, setVariant] = useState(variants[0]?.variant ?? 1)
  const shown = variants.find((each) => each.variant === variant)
  const chooser = variants.length > 1 && (
    <Choice
      label="Variant"
      isLabelHidden
      options={variants.map((each) => each.variant)}
      value={variant}
      onChange={setVariant}
    />
  )
  return (
    <>
      <section className="panel" aria-label="Result">
        {shown?.model ? (
          <MotionViewer src={client.fileUrl(shown.model)}>{chooser}</MotionViewer>
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
            <FileList files={shown?.files ?? []} />
          </section>
          {shown?.video && (
            <section className="panel stack" aria-labelledby="preview">
              <h2 id="preview">Preview</h2>
              <video
                controls
                muted
                loop
                playsInline
                src={client.fileUrl(shown.video)}
                aria-labelledby="preview"
              />
            </section>
          )}
        </div>
        <div className="column">
          <ExportPanel motion={{ job: job.id, variant }} />
          <RenderPanel motion={{ job: job.id, variant }} />
        </div>
      </div>
    </>
  )
}
