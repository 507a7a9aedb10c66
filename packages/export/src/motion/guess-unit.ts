import type { Note } from '../report/note.ts'
import { extentOf } from './extent.ts'
import { findLandmarks } from './find-landmarks.ts'
import type { Motion } from './motion.ts'
import { createPoseReader } from './pose-reader.ts'

/** Metres in one unit. `cmu` is the scale of the CMU motion capture library: 0.45 units to the inch. */
export const METRES_PER_UNIT = {
  mm: 0.001,
  cm: 0.01,
  inch: 0.0254,
  cmu: 0.0254 / 0.45,
  dm: 0.1,
  foot: 0.3048,
  m: 1,
} as const

export type LengthUnit = keyof typeof METRES_PER_UNIT

/** A grown person, head to heel, as a skeleton without hair and soles measures. */
const PERSON = { smallest: 1.3, typical: 1.7, largest: 2.2 } as const

/**
 * The unit of a file that, being BVH, does not say.
 *
 * A figure with a head and feet is measured on its first frame and, should that make no person, at rest: a rest pose
 * may lie folded in a box and a first frame may crouch. Anything else is taken as centimetres by convention, metres
 * below 3 units.
 *
 * @param motion - With Y up, still in the file's unit.
 * @returns How many metres one unit is, and a note on how that was found.
 */
export function guessUnit(motion: Motion): { metresPerUnit: number; note: Note } {
  const poseOf = createPoseReader(motion)
  const heights = [
    ...(motion.frameCount > 0 ? [{ of: 'on frame 0', units: extentOf(poseOf(0)).size[1] }] : []),
    { of: 'at rest', units: extentOf(poseOf('rest')).size[1] },
  ]
  const first = heights[0] ?? { of: 'at rest', units: 0 }
  const { head, feet } = findLandmarks(motion.joints)
  if (head === null || feet.length === 0) {
    const size = Math.max(...extentOf(poseOf(motion.frameCount > 0 ? 0 : 'rest')).size)
    const unit = size > 0 && size < 3 ? 'm' : 'cm'
    return found(
      unit,
      'unit-assumed',
      `no head and feet to measure by; ${round(size)} units across means ${unit}`,
      size,
    )
  }
  for (const { of, units } of heights) {
    const unit = unitOfPerson(units)
    if (unit) return found(unit, 'unit-guessed', `the figure is ${round(units)} units tall ${of}`, units)
  }
  const metresPerUnit = first.units > 0 ? PERSON.typical / first.units : METRES_PER_UNIT.cm
  return {
    metresPerUnit,
    note: {
      code: 'unit-unclear',
      severity: 'warning',
      message:
        `The figure is ${round(first.units)} units tall ${first.of}, which makes a person in no known unit; ` +
        `it is scaled to ${PERSON.typical} m. Pass the unit if you know it.`,
      before: first.units,
      after: PERSON.typical,
    },
  }
}

function unitOfPerson(units: number): LengthUnit | null {
  const distance = (unit: LengthUnit): number =>
    Math.abs(Math.log((units * METRES_PER_UNIT[unit]) / PERSON.typical))
  const [nearest] = UNITS.toSorted((a, b) => distance(a) - distance(b))
  if (!nearest) return null
  const metres = units * METRES_PER_UNIT[nearest]
  return metres >= PERSON.smallest && metres <= PERSON.largest ? nearest : null
}

function found(
  unit: LengthUnit,
  code: 'unit-guessed' | 'unit-assumed',
  because: string,
  units: number,
): { metresPerUnit: number; note: Note } {
  const metresPerUnit = METRES_PER_UNIT[unit]
  return {
    metresPerUnit,
    note: {
      code,
      severity: code === 'unit-guessed' ? 'info' : 'warning',
      message: `Lengths are read as ${unit} (1 unit = ${round(metresPerUnit)} m): ${because}.`,
      before: units,
      after: units * metresPerUnit,
    },
  }
}

const isUnit = (name: string): name is LengthUnit => name in METRES_PER_UNIT
const UNITS = Object.keys(METRES_PER_UNIT).filter(isUnit)
const round = (value: number): number => Number(value.toPrecision(4))
