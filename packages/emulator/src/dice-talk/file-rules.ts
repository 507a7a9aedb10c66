import { HttpError } from '../http/http-error.ts'
import type { DiceTalkModes } from './modes.ts'

interface Rule {
  readonly field: 'image' | 'audio'
  /** Types by the endings that go with them. */
  readonly types: Readonly<Record<string, readonly string[]>>
  /** Types that mean the same, for a lenient server. */
  readonly synonyms: Readonly<Record<string, string>>
  readonly limitMegabytes: number
}

const IMAGE: Rule = {
  field: 'image',
  types: { 'image/jpeg': ['.jpg', '.jpeg'], 'image/png': ['.png'] },
  synonyms: { 'image/jpg': 'image/jpeg' },
  limitMegabytes: 10,
}

const AUDIO: Rule = {
  field: 'audio',
  types: { 'audio/wav': ['.wav'], 'audio/mpeg': ['.mp3'], 'audio/mp3': ['.mp3'] },
  synonyms: { 'audio/x-wav': 'audio/wav', 'audio/wave': 'audio/wav', 'audio/vnd.wave': 'audio/wav' },
  limitMegabytes: 50,
}

/** Types of parts that say nothing; the second is what a part without one is taken for. */
const GENERIC = ['application/octet-stream', 'text/plain', '']

/**
 * Type, ending and size of both files; their content shows later.
 *
 * @throws HttpError 400, in the order in which the published server looks: image, then audio, each its type first.
 */
export function checkFiles(image: File, audio: File, modes: DiceTalkModes): void {
  for (const [file, rule] of [
    [image, IMAGE],
    [audio, AUDIO],
  ] as const) {
    if (!fits(file, rule, modes)) {
      const allowed = Object.keys(rule.types).map((type) => `'${type}'`)
      throw new HttpError(400, `Invalid ${rule.field} file type. Allowed types: [${allowed.join(', ')}]`)
    }
    if (file.size > rule.limitMegabytes * 1024 * 1024) {
      const name = rule.field === 'image' ? 'Image' : 'Audio'
      throw new HttpError(modes.tooLarge, `${name} file too large. Maximum size: ${rule.limitMegabytes}MB`)
    }
  }
}

function fits(file: File, { types, synonyms }: Rule, { partTypes }: DiceTalkModes): boolean {
  const name = file.name.toLowerCase()
  const endings = (type: string) => types[type] ?? []
  const strict = endings(file.type).some((ending) => name.endsWith(ending))
  if (strict || partTypes === 'strict') return strict
  if (GENERIC.includes(file.type.split(';')[0] ?? ''))
    return Object.values(types)
      .flat()
      .some((ending) => name.endsWith(ending))
  return endings(synonyms[file.type] ?? '').some((ending) => name.endsWith(ending))
}
