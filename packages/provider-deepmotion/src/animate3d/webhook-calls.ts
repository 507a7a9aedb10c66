import * as z from 'zod'
import { callFor } from '@onetake/core'
import { expectShape, fields, isAskable, jsonBody, pathOf } from '@onetake/provider-kit'
import type { Animate3DClient } from './client.ts'

/** Where Animate 3D tells that a job has ended. */
export type WebhookEndpoint = {
  readonly id: string
  readonly url: string
  readonly events: readonly string[]
}

const URL_FIELD = 'Must be an https address that DeepMotion can reach.'
const ID = 'Must be the id of an endpoint, from webhooks.list.'
const EVENTS = "Must be a list of event names, such as ['job.completed']."

const idField = z.string(ID).refine(isAskable, ID).describe('Id of the endpoint.')
const target = {
  url: z
    .url({ protocol: /^https$/, error: URL_FIELD })
    .max(2000, URL_FIELD)
    .describe('Where deliveries go: the address of your server that takes them.'),
  events: z
    .array(z.string(EVENTS).min(1, EVENTS).max(100, EVENTS), EVENTS)
    .min(1, EVENTS)
    .max(20, EVENTS)
    .default(['job.completed'])
    .describe("Which events are delivered; 'job.completed' is the only one that is known."),
}

const endpoint = z
  .object({ id: z.string().refine(isAskable), url: z.string(), events: z.array(z.string()) })
  .transform(({ id, url, events }): WebhookEndpoint => ({ id, url, events }))

const ROOT = '/webhook_endpoints'
const WHAT = "Animate 3D's word on a webhook"

/** @see Animate 3D REST API README, "Webhooks" (experimental), for this call and those below */
export const registerWebhook = callFor<Animate3DClient>()({
  title: 'Add a webhook',
  scope: 'account',
  input: fields(target),
  async run(wanted, { client, signal }): Promise<WebhookEndpoint> {
    const answer = await client.write(ROOT, { method: 'POST', body: () => jsonBody(wanted) }, signal)
    return expectShape(endpoint, answer, WHAT)
  },
})

export const listWebhooks = callFor<Animate3DClient>()({
  title: 'Webhooks',
  scope: 'account',
  input: z.strictObject({}, { error: 'Must be an object without fields.' }),
  async run(_, { client, signal }): Promise<readonly WebhookEndpoint[]> {
    const schema = z.object({ endpoints: z.array(endpoint) })
    return expectShape(schema, await client.read(ROOT, signal), WHAT).endpoints
  },
})

export const getWebhook = callFor<Animate3DClient>()({
  title: 'A webhook',
  scope: 'account',
  input: fields({ id: idField }),
  run: async ({ id }, { client, signal }): Promise<WebhookEndpoint> =>
    expectShape(endpoint, await client.read(pathOf`/webhook_endpoints/${id}`, signal), WHAT),
})

/** Not a PUT, nor a PATCH: the service takes a POST here too. */
export const updateWebhook = callFor<Animate3DClient>()({
  title: 'Change a webhook',
  scope: 'account',
  input: fields({ id: idField, ...target }),
  async run({ id, ...wanted }, { client, signal }): Promise<WebhookEndpoint> {
    const path = pathOf`/webhook_endpoints/${id}`
    const answer = await client.write(path, { method: 'POST', body: () => jsonBody(wanted) }, signal)
    return expectShape(endpoint, answer, WHAT)
  },
})

export const deleteWebhook = callFor<Animate3DClient>()({
  title: 'Remove a webhook',
  scope: 'account',
  input: fields({ id: idField }),
  async run({ id }, { client, signal }): Promise<{ readonly deleted: boolean }> {
    const answer = await client.write(pathOf`/webhook_endpoints/${id}`, { method: 'DELETE' }, signal)
    return { deleted: expectShape(z.object({ deleted: z.boolean() }), answer, WHAT).deleted }
  },
})
