import { canCancel, isTerminal } from '@onetake/core'
import { announcement, FAILURE_TITLES, formatElapsed, phaseText } from '@onetake/studio-shared'
import type { ExportJob, MotionJob, RenderJob } from './jobs.ts'
import { Notice } from './notice.tsx'
import { useNow } from './use-now.ts'

/** Where a job is, and what can be done about it now. */
export function JobStatus({
  state,
  doing,
  onAgain,
}: {
  state: MotionJob | RenderJob | ExportJob
  /** What the service does while it runs, as in `Making the motion`. */
  doing: string
  onAgain: () => void
}) {
  const { job, progress, error, connection } = state
  const isOver = job !== null && isTerminal(job)
  const isMoving = job !== null && !isOver && job.status !== 'unconfirmed'
  const now = useNow(isMoving)
  if (job === null) {
    return (
      <div className="status">
        <h2>One moment</h2>
        <progress aria-label="One moment" />
        <p className="figures">{connection === 'lost' && 'The server does not answer. Trying again.'}</p>
      </div>
    )
  }
  const text = phaseText(job, doing)
  const percent = progress === null ? '' : `${Math.round(progress * 100)} %`
  return (
    <div className="status">
      <p className="hidden" role="status">
        {announcement(job, doing)}
      </p>
      <h2>{job.status === 'failed' ? FAILURE_TITLES[job.error.code] : text.title}</h2>
      {isMoving && (
        <>
          <progress aria-label={text.title} value={progress ?? undefined} />
          <p className="figures">
            <span>{percent}</span>
            <span>
              <span className="hidden">Elapsed </span>
              {formatElapsed(now - job.createdAt)}
            </span>
          </p>
        </>
      )}
      <p className="detail">{text.detail}</p>
      {job.status === 'failed' && (
        <p className="soft small">
          Code <code>{job.error.code}</code>
          {job.error.providerCode !== undefined && (
            <>
              {' '}
              · service code <code>{job.error.providerCode}</code>
            </>
          )}
        </p>
      )}
      {connection === 'lost' && (
        <p className="line-lost" role="status">
          Connection lost, trying again; your job goes on.
        </p>
      )}
      {error && !isOver && <Notice error={error} />}
      <div className="buttons">
        {canCancel(job) && (
          <button type="button" className="button" onClick={() => void state.cancel()}>
            Cancel
          </button>
        )}
        {job.status === 'unconfirmed' && (
          <>
            <button type="button" className="button" onClick={() => void state.retry()}>
              Send again (may cost twice)
            </button>
            <button type="button" className="button" onClick={() => void state.abandon()}>
              Give up on it
            </button>
          </>
        )}
        {(job.status === 'failed' || job.status === 'canceled') && (
          <button type="button" className="button main" onClick={onAgain}>
            Start again
          </button>
        )}
      </div>
    </div>
  )
}
