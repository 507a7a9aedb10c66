import { isTerminal } from '@onetake/core'
import { readMotionForm, writeMotionForm, toMotionInput, type MotionForm } from '@onetake/studio-shared'
import { useEffect, useState } from 'react'
import { Bar } from './bar.tsx'
import { useCall, useJob } from './jobs.ts'
import { MotionFields } from './motion-fields.tsx'
import { Result } from './result.tsx'
import { Stage } from './stage.tsx'
import { useAddress } from './use-address.ts'

/** Ask for a motion on the left, see what came of it on the right. */
export function App() {
  const [id, show] = useAddress('job')
  const motion = useJob('saymotion.text2motion', { id })
  const credits = useCall('saymotion.credits', {})
  const [form, setForm] = useState<MotionForm>(readMotionForm)
  const { job, start } = motion
  const isOver = job !== null && isTerminal(job)
  const reloadCredits = credits.reload

  useEffect(() => writeMotionForm(form), [form])
  useEffect(() => {
    if (isOver) void reloadCredits()
  }, [isOver, reloadCredits])

  const begin = () =>
    void start(toMotionInput(form)).then(
      (started) => show(started.id),
      () => {}, // The state tells it.
    )
  const clear = () => {
    motion.reset()
    show(undefined)
  }

  return (
    <div className="page">
      <Bar credits={credits} onNew={clear} />
      <main className="desk">
        <MotionFields
          form={form}
          onChange={setForm}
          motion={motion}
          most={credits.data?.maxVariants}
          onStart={begin}
        />
        <div className="column">
          {job?.status === 'succeeded' ? (
            <Result key={job.id} job={job} />
          ) : (
            <Stage
              motion={motion}
              onPrompt={(prompt) => setForm({ ...form, prompt })}
              onAgain={begin}
              onNew={clear}
            />
          )}
        </div>
      </main>
    </div>
  )
}
