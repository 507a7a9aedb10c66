import { type Attempt, type Context, JobError, type SubmitContext } from '@onetake/core'
import { orNotSubmitted } from '@onetake/provider-kit'
import { cancel } from './cancel.ts'
import type { SayMotionClient } from './client.ts'
import { download } from './download.ts'
import { findJob } from './find-job.ts'
import { FORMATS } from './outcome.ts'
import { type ParamValues, toParams } from './params.ts'
import { type MotionRef, toMotionRef } from './saymotion-ref.ts'
import { status } from './status.ts'
import { submitJob } from './submit-job.ts'

/** What is sent for a job that makes a motion, and what its handle has to remember. */
export interface MotionOrder {
  readonly values: ParamValues
  /** How many variants are ordered; 1 unless told. */
  readonly variants?: number
  /** How long the motion will be, in seconds, where that is known. */
  readonly seconds?: number | undefined
}

/**
 * All that operations of the processor `text2motion` have in common: they differ in what they take, and in what
 * they send for it.
 *
 * @param orderOf - Told again when the reply is lost, and has to say the same then.
 */
export const motionVerbs = <Input>(
  orderOf: (input: Input, context: Pick<Context<SayMotionClient>, 'refOf'>) => Promise<MotionOrder>,
) => ({
  produces: FORMATS,
  // What both official SDKs wait between two questions.
  pollEveryMs: 5_000,

  async submit(input: Input, context: SubmitContext<SayMotionClient>): Promise<MotionRef> {
    const { values, variants = 1, seconds } = await orNotSubmitted(orderOf(input, context), NO_MOTION)
    const { client, signal } = context
    const body = { params: toParams(values) }
    return toMotionRef(
      await submitJob(client, '/job/v1/process/text2motion', body, signal),
      variants,
      seconds,
    )
  },

  async find(
    { input, ...attempt }: Attempt<Input>,
    context: Context<SayMotionClient>,
  ): Promise<MotionRef | 'absent' | 'unknowable'> {
    const order = await findable(orderOf(input, context))
    if (order === null) return 'unknowable'
    const found = await findJob('text2motion', toParams(order.values), attempt, context)
    if (found === 'absent' || found === 'unknowable') return found
    return toMotionRef(found, order.variants ?? 1, order.seconds)
  },

  status,
  download,
  cancel,
})

/** What could not be done before a job that goes on from a motion was sent. */
export const NO_MOTION = 'The motion could not be looked up'

/** Null where the earlier job is gone by now: what was sent for this one can no longer be told. */
export const findable = <Order>(order: Promise<Order>): Promise<Order | null> =>
  order.catch((error: unknown) => {
    if (JobError.is(error) && error.code === 'invalid-input') return null
    throw error
  })
