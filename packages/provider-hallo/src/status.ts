import { type Context, JobError } from '@onetake/core'
import type { HalloClient } from './client.ts'
import { listTasks } from './list-tasks.ts'
import { type HalloAnswer, toReport } from './report.ts'

/** How jobs stand: one question for all of them. */
export async function status(
  tasks: readonly string[],
  context: Context<HalloClient>,
): Promise<readonly HalloAnswer[]> {
  const known = await listTasks(context)
  return tasks.map((id): HalloAnswer => {
    const task = known.get(id)
    // Tasks are in memory there, so this is also what a restart looks like.
    if (task === undefined)
      return new JobError('lost', 'Hallo no longer knows this job. It may have been restarted.')
    try {
      return toReport(id, task)
    } catch (error) {
      // One odd task says nothing about the others.
      return JobError.from(error)
    }
  })
}
