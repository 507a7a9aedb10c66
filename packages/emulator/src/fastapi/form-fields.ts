import { HttpError } from '../http/http-error.ts'
import type { Exchange } from '../http/router.ts'
import { type Issue, ValidationError } from './validation.ts'

/** Fields of a form, read one by one in the order in which the service declares them. */
export interface FormFields {
  /** A file that must be there. */
  file(name: string): File
  /** One of a few words, that must be there. */
  choice<Word extends string>(name: string, words: readonly Word[]): Word
  float<Default extends number | null>(name: string, otherwise: Default): number | Default
  integer<Default extends number | null>(name: string, otherwise: Default): number | Default
  boolean(name: string, otherwise: boolean): boolean
  /** @throws ValidationError with everything that was wrong so far. */
  check(): void
}

const TRUE = ['true', '1', 'on', 'yes', 'y', 't']
const FALSE = ['false', '0', 'off', 'no', 'n', 'f']

/**
 * Read a form as FastAPI does: an empty text is as none, the last of several counts, and what cannot be read is noted, with
 * a stand-in until {@link FormFields.check}.
 *
 * @param limit - Bytes of the whole body.
 * @throws HttpError 400 for a form that is damaged, 413 for one above the limit. Without any, every field is missing.
 * @see pydantic 2, "Conversion table" and "Validation errors", for what is read and the words of the complaints.
 */
export async function readFormFields(exchange: Exchange, limit: number): Promise<FormFields> {
  const isForm = /^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i
  const form = isForm.test(exchange.headers['content-type'] ?? '')
    ? await exchange.form(limit)
    : new FormData()
  const issues: Issue[] = []
  const note = (name: string, { type, ...rest }: Omit<Issue, 'loc'>) =>
    issues.push({ type, loc: ['body', name], ...rest })
  const missing = (name: string) => note(name, { type: 'missing', msg: 'Field required', input: null })

  const text = (name: string): string | null => {
    const value = form.getAll(name).at(-1)
    if (value === undefined || value === '') return null
    if (typeof value === 'string') return value
    note(name, { type: 'string_type', msg: 'Input should be a valid string', input: value.name })
    return null
  }
  const parsed = <Value>(
    name: string,
    parse: (text: string) => Value | null,
    complaint: Pick<Issue, 'type' | 'msg'>,
  ): Value | null => {
    const input = text(name)
    if (input === null) return null
    const value = parse(input.trim())
    if (value === null) note(name, { ...complaint, input })
    return value
  }

  return {
    file(name) {
      const value = form.getAll(name).at(-1)
      if (value instanceof File) return value
      if (value === undefined || value === '') missing(name)
      else {
        const msg = "Value error, Expected UploadFile, received: <class 'str'>"
        note(name, { type: 'value_error', msg, input: value, ctx: { error: {} } })
      }
      return new File([], '')
    },
    choice(name, words) {
      const input = text(name)
      const found = words.find((word) => word === input)
      if (found !== undefined) return found
      const expected = `${words.slice(0, -1).map(quoted).join(', ')} or ${quoted(words.at(-1) ?? '')}`
      if (input === null) missing(name)
      else note(name, { type: 'enum', msg: `Input should be ${expected}`, input, ctx: { expected } })
      return words[0] as (typeof words)[number]
    },
    float: (name, otherwise) =>
      parsed(name, toFloat, {
        type: 'float_parsing',
        msg: 'Input should be a valid number, unable to parse string as a number',
      }) ?? otherwise,
    integer: (name, otherwise) =>
      parsed(name, toInteger, {
        type: 'int_parsing',
        msg: 'Input should be a valid integer, unable to parse string as an integer',
      }) ?? otherwise,
    boolean: (name, otherwise) =>
      parsed(name, toBoolean, {
        type: 'bool_parsing',
        msg: 'Input should be a valid boolean, unable to interpret input',
      }) ?? otherwise,
    check() {
      if (issues.length > 0) throw new ValidationError(issues)
    },
  }
}

/** A JSON object. @throws ValidationError for anything else, and for what is no JSON. */
export async function readJsonObject(exchange: Exchange): Promise<Readonly<Record<string, unknown>>> {
  const body = await exchange.json().catch((error: unknown) => {
    if (!(error instanceof HttpError) || error.status !== 400) throw error
    const issue = { type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error', input: {} }
    throw new ValidationError([{ ...issue, ctx: { error: 'Expecting value' } }])
  })
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body }
  const msg = 'Input should be a valid dictionary'
  throw new ValidationError([{ type: 'dict_type', loc: ['body'], msg, input: body }])
}

const quoted = (word: string): string => `'${word}'`

function toFloat(text: string): number | null {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text)
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  return /^[+-]?nan$/i.test(text) ? Number.NaN : null
}

function toInteger(text: string): number | null {
  return /^[+-]?\d+(\.0*)?$/.test(text) ? Number(text) : null
}

function toBoolean(text: string): boolean | null {
  const word = text.toLowerCase()
  return TRUE.includes(word) ? true : FALSE.includes(word) ? false : null
}
