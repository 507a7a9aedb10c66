/** An OpenAPI 3.1 document, as far as a page and a client generator look into it. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly { readonly url: string; readonly description: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** A JSON Schema, of draft 2020-12. */
export type Schema = Readonly<Record<string, unknown>>

export interface Operation {
  readonly tags: readonly string[]
  readonly summary: string
  readonly operationId: string
  readonly parameters?: readonly Schema[]
  readonly requestBody?: Schema
  readonly responses: Readonly<Record<string, Schema>>
}

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })

/** An answer, or a body, of JSON. */
export function jsonOf(description: string, schema: Schema): Schema {
  return { description, content: { 'application/json': { schema } } }
}

/** An answer that is a file. */
export function fileOf(description: string, contentType: string): Schema {
  return { description, content: { [contentType]: { schema: { type: 'string', format: 'binary' } } } }
}

/** A form with files. @param properties - The schema of each field; a file is {@link upload}. */
export function formOf(properties: Readonly<Record<string, Schema>>, required: readonly string[]): Schema {
  return {
    required: true,
    content: { 'multipart/form-data': { schema: { type: 'object', properties, required } } },
  }
}

export function upload(description: string): Schema {
  return { type: 'string', format: 'binary', description }
}

export function inPath(name: string): Schema {
  return { name, in: 'path', required: true, schema: { type: 'string' } }
}

/** An object all of whose properties are there. */
export function objectOf(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties, required: Object.keys(properties) }
}

export const text: Schema = { type: 'string' }
export const textOrNull: Schema = { anyOf: [{ type: 'string' }, { type: 'null' }] }

/** What the framework answers with 422. */
export const validationSchemas: Readonly<Record<string, Schema>> = {
  HTTPValidationError: {
    type: 'object',
    title: 'HTTPValidationError',
    properties: { detail: { type: 'array', items: ref('ValidationError') } },
  },
  ValidationError: {
    type: 'object',
    title: 'ValidationError',
    required: ['loc', 'msg', 'type'],
    properties: {
      loc: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } },
      msg: text,
      type: text,
      input: {},
      ctx: { type: 'object' },
    },
  },
}

export const validationReply = jsonOf('Validation Error', ref('HTTPValidationError'))
