import { EXAMPLE_PROMPTS } from '@onetake/studio-shared'
import { JobStatus } from './job-status.tsx'
import type { MotionJob } from './jobs.ts'

/** What is seen until there is a character to look at. */
export function Stage({
  motion,
  onPrompt,
  onAgain,
  onNew,
}: {
  motion: MotionJob
  onPrompt: (prompt: string) => void
  onAgain: () => void
  onNew: () => void
}) {
  const { job, error, connection } = motion
  return (
    <section className="panel" aria-label="Result">
      <div className="stage">
        <div className="message">{content()}</div>
      </div>
    </section>
  )

  function content() {
    if (job === null && error?.code === 'not-found') {
      return (
        <>
          <h2>This job is not here</h2>
          <p className="soft">It belongs to somebody else, or its address is wrong.</p>
          <button type="button" className="button" onClick={onNew}>
            Make a new one
          </button>
        </>
      )
    }
    if (job !== null || connection !== 'idle') {
      return <JobStatus state={motion} doing="Making the motion" onAgain={onAgain} />
    }
    return (
      <>
        <h2>Nothing on stage yet</h2>
        <p className="soft">Say what the character does, and press Start. Or try one of these:</p>
        <div className="buttons">
          {EXAMPLE_PROMPTS.map((prompt) => (
            <button key={prompt} type="button" className="button" onClick={() => onPrompt(prompt)}>
              {prompt}
            </button>
          ))}
        </div>
      </>
    )
  }
}
