import type { InputSchema, OperationInfo } from '@onetake/core'
import type { BoundOperation } from './accounts.ts'

/** An operation as `GET /operations` tells it. */
export function describeOperation({ id, operation }: BoundOperation): OperationInfo {
  const { title, produces, cancel, find, input } = operation
  return {
    id,
    title,
    produces,
    abilities: { cancel: cancel !== undefined, find: find !== undefined },
    input: jsonSchemaOf(input),
  }
}

/** Null where the schema library has no JSON Schema, or none for this very schema. */
function jsonSchemaOf(schema: InputSchema): Record<string, unknown> | null {
  try {
    return schema['~standard'].jsonSchema?.input({ target: 'draft-2020-12' }) ?? null
  } catch {
    return null
  }
}
