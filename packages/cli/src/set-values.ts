import type { Json, OperationInfo } from '@onetake/core'
import { Exit, EXIT } from './exit.ts'

/**
 * `key=value` words as an input. The operation's JSON Schema tells numbers from text; what it does
 * not know is passed on as text, for the schema itself to judge.
 *
 * @throws Exit `usage` for a word without `=`, or a value that cannot be what the schema wants.
 */
export function setValues(words: readonly string[], schema: OperationInfo['input']): Record<string, Json> {
  const properties = (schema?.['properties'] ?? {}) as Record<string, JsonSchema>
  return Object.fromEntries(
    words.map((word) => {
      const [, key, value] = /^([^=]+)=([\s\S]*)$/.exec(word) ?? []
      if (key === undefined || value === undefined) {
        throw new Exit(EXIT.usage, `--set takes key=value, not "${word}".`)
      }
      return [key, valueOf(key, value, properties[key])]
    }),
  )
}

interface JsonSchema {
  readonly type?: string
  readonly anyOf?: readonly JsonSchema[]
}

function valueOf(key: string, text: string, schema: JsonSchema | undefined): Json {
  const types = [schema?.type, ...(schema?.anyOf ?? []).map(({ type }) => type)]
  if (schema === undefined || types.every((type) => type === undefined || type === 'string')) return text
  const value = parseJson(text)
  if (value === undefined && !types.includes('string')) {
    throw new Exit(EXIT.usage, `${key} must be ${types.filter(Boolean).join(' or ')}, not "${text}".`)
  }
  return value ?? text
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
