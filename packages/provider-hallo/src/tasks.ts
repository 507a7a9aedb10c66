import * as z from 'zod'
import { callFor } from '@onetake/core'
import { vendorWords } from '@onetake/provider-kit'
import type { HalloClient } from './client.ts'
import { listTasks } from './list-tasks.ts'

/** One task at Hallo, whoever started it. Without its id, which would open its video to anyone who can reach Hallo. */
export type HalloTask = {
  /** As Hallo says it: `queued`, `pending`, `processing`, `completed`, `failed`. */
  readonly status: string
  /** From 0 to 1; null where Hallo does not say. */
  readonly progress: number | null
  /** As Hallo says it, such as `2024-01-15T10:30:00Z`; null where it does not. */
  readonly createdAt: string | null
  readonly updatedAt: string | null
}

const time = z.string().max(40).nullish().catch(null)

const schema = z.object({
  status: z.string().catch('unknown'),
  progress: z.number().nullish().catch(null),
  created_at: time,
  updated_at: time,
})

/**
 * How busy Hallo is: all tasks since it was started.
 *
 * @see API document v1, "Get all tasks"
 */
export const tasks = callFor<HalloClient>()({
  title: 'Tasks',
  input: z.strictObject({}, { error: 'Must be an object without fields.' }),
  async run(_, context): Promise<readonly HalloTask[]> {
    return [...(await listTasks(context)).values()].flatMap((task) => {
      const { data } = schema.safeParse(task)
      if (data === undefined) return []
      const { status, progress, created_at, updated_at } = data
      return [
        {
          status: vendorWords(status),
          progress: typeof progress === 'number' ? Math.min(Math.max(progress / 100, 0), 1) : null,
          createdAt: created_at ?? null,
          updatedAt: updated_at ?? null,
        },
      ]
    })
  },
})
