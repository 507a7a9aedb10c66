import { HttpError } from '../http/http-error.ts'
import { json } from '../http/reply.ts'
import type { Route } from '../http/router.ts'
import { jobScriptOf } from '../schedule/job-script.ts'
import { InvalidParams, parseParams } from '../deepmotion/params.ts'
import type { PromptRecord } from './prompt-record.ts'
import { splitRids, toRid } from '../deepmotion/rid.ts'
import { failureDetails, type WireStatus } from '../deepmotion/status.ts'
import type { World } from './world.ts'

/** Virtual time that an optimisation takes, in ms. */
const WORK_MS = 3000

/** Prompt optimisation, whose ids are of no use anywhere else. @see SayMotion REST API document v1.5.0, "Prompt API" */
export function promptRoutes(world: World): readonly Route[] {
  const { clock, data, ids } = world
  return [
    {
      name: 'saymotion.prompts.optimize',
      method: 'POST',
      pattern: '/prompt/v1/optimize',
      makes: 'job',
      async handle(exchange) {
        const params = parseParams(await exchange.json())
        const record: PromptRecord = {
          ...readPrompt(() => ({
            prompt: params.required('prompt'),
            breakIntoActionable: params.integer('breakIntoActionablePrompts', 0, 1) === 1,
          })),
          rid: toRid(ids.next('prompt')),
          createdAt: clock.now(),
          script: jobScriptOf(exchange.faults),
        }
        data.prompts.set(record.rid, record)
        return json({ rid: record.rid })
      },
    },
    {
      name: 'saymotion.prompts.status',
      method: 'GET',
      pattern: '/prompt/v1/status/:rids',
      handle({ params }) {
        const status = splitRids(params['rids'] ?? '').flatMap((rid) => {
          const record = data.prompts.get(rid)
          return record ? promptStatus(world, record, clock.now()) : []
        })
        return json({ count: status.length, status })
      },
    },
  ]
}

function readPrompt<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof InvalidParams ? new HttpError(400, error.message) : error
  }
}

function promptStatus({ modes }: World, record: PromptRecord, now: number): readonly WireStatus[] {
  const { rid, script } = record
  const age = now - record.createdAt
  if (age >= (script.forgetAfterMs ?? Number.POSITIVE_INFINITY)) return []
  const percent = Math.floor(Math.min(100, (100 * age) / WORK_MS, script.stallAtPercent ?? 100))
  if (script.fail && percent >= script.fail.atPercent)
    return [{ rid, status: 'FAILURE', details: failureDetails(script.fail.code, 'ProcessingError', modes) }]
  if (percent < 100)
    return [{ rid, status: 'PROGRESS', details: { step: percent, total: 100 }, positionInQueue: 0 }]
  // The array is encoded twice: `out` is a text that holds JSON.
  return [{ rid, status: 'SUCCESS', details: { in: null, out: JSON.stringify(optimised(record)) } }]
}

/** Stands in for a language model: steps at commas, full stops and "then", each a sentence about a person. */
function optimised({ prompt, breakIntoActionable }: PromptRecord): readonly string[] {
  const steps = prompt
    .split(/[.,;]|\b(?:and )?then\b/i)
    .map((step) => step.trim())
    .filter((step) => step !== '')
    .map((step) => step.replace(/^(?:a|the) (?:person|character|man|woman) /i, ''))
  const sentences = breakIntoActionable ? steps : [steps.join(', then ')]
  return sentences.map((sentence) => `A person ${sentence}.`)
}
