import * as z from 'zod'
import { callFor } from '@onetake/core'
import { between, expectShape, fields, jsonBody, vendorWords, wholeBetween } from '@onetake/provider-kit'
import type { HalloClient } from './client.ts'

/** No range is documented, and Hallo checks none: these keep out what cannot be meant. Assumed. */
const input = fields({
  guidanceScale: between(0, 20)
    .optional()
    .describe('How closely the portrait is kept to, from 0 to 20; 3.5 in the samples of Hallo.'),
  inferenceSteps: wholeBetween(1, 200)
    .optional()
    .describe('Steps of the model, from 1 to 200; 25 in the samples of Hallo.'),
  enableCache: z
    .boolean('Must be true or false.')
    .optional()
    .describe('Whether what was prepared of the same files before may be used.'),
}).refine((settings) => Object.values(settings).some((value) => value !== undefined), {
  message: 'Must have one field at least.',
})

const schema = z.object({ status: z.string(), message: z.string().nullish().catch(null) })

/**
 * Set up the whole service, for everybody's jobs from then on: these are no settings of one job. The published
 * source keeps what it is told where the model never looks, so it may have no effect.
 *
 * @see API document v1, "Configure inference"; hojkol/emo_hallo 0889dca
 */
export const config = callFor<HalloClient>()({
  title: 'Set up the service',
  scope: 'account',
  input,
  async run(settings, { client, signal }): Promise<{ readonly status: string; readonly message: string }> {
    const body = () =>
      jsonBody({
        guidance_scale: settings.guidanceScale,
        inference_steps: settings.inferenceSteps,
        enable_cache: settings.enableCache,
      })
    const path = '/api/v1/inference/hallo2/config'
    const answer = await client.write(path, { method: 'POST', body }, signal)
    const { status, message } = expectShape(schema, answer, "Hallo's answer to a configuration")
    return { status: vendorWords(status), message: vendorWords(message ?? '') }
  },
})
