import { InvalidParams, isRecord } from '../deepmotion/params.ts'
import type { JobRecord, Person } from './job.ts'

/** Most people in one job. */
const PERSON_LIMIT = 16

/** The tracking ids of everybody in a job's footage: numbers from 1, as three digits. */
export function detectedBy({ persons }: Pick<JobRecord, 'persons'>): readonly string[] {
  return Array.from({ length: persons }, (_, index) => String(index + 1).padStart(3, '0'))
}

/**
 * Who is animated as what: JSON, or the JavaScript notation that the document prints, whose keys have no quotes.
 *
 * @param detected - Who there is; null where a job is not about several people.
 * @throws InvalidParams
 * @see Animate 3D REST API document v2.0.0, "Multi-Person Tracking"
 */
export function readModels(
  text: string | null,
  detected: readonly string[] | null,
): readonly Person[] | null {
  if (detected === null) {
    if (text === null) return null
    throw new InvalidParams('models is for rid_mp_detection.')
  }
  if (text === null) throw new InvalidParams('The parameter models is missing.')
  const models = parse(text)
  if (!Array.isArray(models) || models.length === 0 || models.length > PERSON_LIMIT)
    throw new InvalidParams(`models is an array of 1 to ${PERSON_LIMIT} people.`)
  const people = models.map((model: unknown): Person => {
    const { trackingId, modelId } = isRecord(model) ? model : {}
    if (typeof trackingId !== 'string' || typeof modelId !== 'string')
      throw new InvalidParams('Each of models is {"trackingId": "001", "modelId": "..."}.')
    if (!detected.includes(trackingId)) throw new InvalidParams(`There is no person ${trackingId}.`)
    return { trackingId, modelId }
  })
  if (new Set(people.map(({ trackingId }) => trackingId)).size < people.length)
    throw new InvalidParams('models names a person twice.')
  return people
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Quotes around what stands before a colon, and double ones for single ones: ids hold neither.
    const strict = text.replaceAll("'", '"').replaceAll(/([{,]\s*)([A-Za-z_]\w*)\s*:/g, '$1"$2":')
    try {
      return JSON.parse(strict.replaceAll(/,\s*([}\]])/g, '$1'))
    } catch {
      throw new InvalidParams('models is not JSON.')
    }
  }
}
