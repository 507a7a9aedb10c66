import * as z from 'zod'
import type { Context } from '@onetake/core'
import { expectShape } from '@onetake/provider-kit'
import type { HalloClient } from './client.ts'

// By id; `count` is not read, because the document's own sample has it wrong.
const schema = z.object({ tasks: z.record(z.string(), z.unknown()) })

/**
 * Every task that Hallo has had since it was started, by its id, in one answer: there are no pages and no filters.
 *
 * @see API document v1, "Get all tasks"
 */
export async function listTasks({
  client,
  signal,
}: Pick<Context<HalloClient>, 'client' | 'signal'>): Promise<ReadonlyMap<string, unknown>> {
  const { tasks } = expectShape(schema, await client.read('/api/v1/tasks', signal), "Hallo's list of tasks")
  return new Map(Object.entries(tasks))
}
