import { JobError, type InputIssue, type InputSchema, type Json } from '@onetake/core'

/**
 * Check an input against its schema, and give it the form that JSON carries, so that what is stored
 * today is what is submitted after a restart.
 *
 * @throws JobError `invalid-input` with an issue for each thing that is wrong.
 */
export async function parseInput(schema: InputSchema, input: unknown): Promise<Json> {
  const result = await schema['~standard'].validate(input)
  if (result.issues) {
    const issues = result.issues.map(({ message, path = [] }): InputIssue => ({
      path: path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.'),
      message,
    }))
    throw new JobError('invalid-input', issues.map(toSentence).join(' '), { issues })
  }
  return toJson(result.value)
}

/** A value in the form that JSON carries: without what it would lose on the way through a store. */
export const toJson = (value: unknown) => JSON.parse(JSON.stringify(value ?? null)) as Json

function toSentence({ path, message }: InputIssue): string {
  const text = /[.!?]$/.test(message) ? message : `${message}.`
  return path === '' ? text : `${path}: ${text}`
}
