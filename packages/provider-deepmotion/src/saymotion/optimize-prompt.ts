import * as z from 'zod'
import { type Answer, type Context, JobError, operationFor } from '@onetake/core'
import { expectShape, fields } from '@onetake/provider-kit'
import { askEntries, inBatches } from './ask-entries.ts'
import type { SayMotionClient } from './client.ts'
import { YES_OR_NO } from './motion-options.ts'
import { toParams } from './params.ts'
import { promptField } from './prompt-field.ts'
import { toStanding } from './report.ts'
import { submitJob } from './submit-job.ts'

/** SayMotion's handle for a prompt that is worked on. Its ids are not those of jobs, so it cannot pass for one. */
export type PromptRef = { readonly promptRid: string }

/** What a prompt has become. */
export type OptimizedPrompts = {
  /** In the order in which they happen. Fit for `text2motion` as a rule, but nobody promises it. */
  readonly prompts: readonly string[]
}

const input = fields({
  prompt: promptField('What the character should do, in your own words.'),
  breakIntoActions: z
    .boolean(YES_OR_NO)
    .default(false)
    .describe('Whether to make several prompts of it, one for each action.'),
})

/**
 * A prompt becomes one, or several, that SayMotion understands better. No files: `data.prompts` is the result.
 *
 * It has neither `cancel` nor `find`, as SayMotion has no way to stop one and no list of them: what became of a
 * lost reply is left to a person.
 *
 * @see SayMotion REST API README, "Prompt API"; the quotes: npm dm-saymotion-api 1.0.0, client.js
 */
export const optimizePrompt = operationFor<SayMotionClient>()({
  title: 'Optimize a prompt',
  input,
  produces: [] as readonly never[],
  pollEveryMs: 2_000,
  async submit({ prompt, breakIntoActions }, { client, signal }): Promise<PromptRef> {
    const params = toParams({ prompt, breakIntoActionablePrompts: breakIntoActions })
    return { promptRid: await submitJob(client, '/prompt/v1/optimize', { params }, signal) }
  },
  status: (refs: readonly PromptRef[], context): Promise<readonly PromptAnswer[]> =>
    inBatches(refs, context.signal, (batch) => askAbout(batch, context)),
  async download() {
    throw new JobError('not-found', 'Prompts are no files: they are in the data of the job.')
  },
})

type PromptAnswer = Answer<never, OptimizedPrompts, never>

async function askAbout(
  refs: readonly PromptRef[],
  context: Context<SayMotionClient>,
): Promise<readonly PromptAnswer[]> {
  const rids = refs.map(({ promptRid }) => promptRid)
  const entries = await askEntries('prompt', rids, context)
  return rids.map((rid): PromptAnswer => {
    const entry = entries.get(rid)
    if (entry === undefined) return new JobError('lost', 'SayMotion no longer knows this prompt.')
    try {
      const standing = toStanding(entry)
      if (standing.status !== 'finished') return standing
      return { status: 'succeeded', output: { artifacts: [], data: { prompts: toPrompts(entry) } } }
    } catch (error) {
      return JobError.from(error)
    }
  })
}

const texts = z.array(z.string())
const finished = z.object({
  details: z.object({ out: z.union([texts, z.string().transform(parsed).pipe(texts)]) }),
})

/** `out` is a text that holds a JSON array; an array is taken as well. */
const toPrompts = (entry: unknown): readonly string[] =>
  expectShape(finished, entry, "SayMotion's answer about a prompt").details.out

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
