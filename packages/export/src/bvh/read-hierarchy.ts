import type { ExportError } from '../export-error.ts'
import type { Axis, BvhChannel, BvhJoint } from './bvh-file.ts'
import {
  type ByteCursor,
  errorAt,
  glimpse,
  invalidAt,
  isLineEnd,
  placeOf,
  readKeyword,
  skipSpace,
  takeByte,
  textBetween,
} from './byte-cursor.ts'
import { readNumber } from './read-number.ts'

/** More than any rig; a GLB counts its joints in 16 bits. */
const MOST_JOINTS = 4096

type Vector = [x: number, y: number, z: number]

interface DraftJoint {
  name: string
  parent: number | null
  offset: Vector | null
  channels: readonly BvhChannel[] | null
  firstChannel: number
  end: Vector | null
}

/** Everything between HIERARCHY and MOTION; the cursor ends up at MOTION or at the end of the file. */
export function readHierarchy(cursor: ByteCursor): { joints: readonly BvhJoint[]; channelCount: number } {
  const headerAt = cursor.at
  if (readKeyword(cursor) !== 'hierarchy')
    throw invalidAt(cursor, 'a BVH file begins with HIERARCHY; this is some other kind of file.', headerAt)

  const drafts: DraftJoint[] = []
  const open: number[] = []
  let channelCount = 0
  for (;;) {
    skipSpace(cursor)
    const wordAt = cursor.at
    if (takeByte(cursor, '}')) {
      const closed = drafts[open.pop() ?? -1]
      if (!closed) throw invalidAt(cursor, 'this brace closes nothing; remove it.', wordAt)
      if (!closed.offset)
        throw invalidAt(cursor, `the joint ${JSON.stringify(closed.name)} has no OFFSET; add one.`, wordAt)
      continue
    }
    const joint = drafts[open.at(-1) ?? -1]
    const word = readKeyword(cursor)
    if (word === (joint ? 'joint' : 'root')) {
      if (drafts.length === MOST_JOINTS)
        throw errorAt(
          'unsupported',
          placeOf(cursor, wordAt),
          `more than ${MOST_JOINTS} joints. Split the file.`,
        )
      drafts.push(readJointHead(cursor, open.at(-1) ?? null))
      open.push(drafts.length - 1)
    } else if (joint && word === 'offset') {
      if (joint.offset) throw givenTwice(cursor, joint, 'OFFSET', wordAt)
      joint.offset = readVector(cursor)
    } else if (joint && word === 'channels') {
      if (joint.channels) throw givenTwice(cursor, joint, 'CHANNELS', wordAt)
      joint.channels = readChannels(cursor)
      joint.firstChannel = channelCount
      channelCount += joint.channels.length
    } else if (joint && word === 'end') {
      joint.end = readEndSite(cursor)
    } else if (!joint && drafts.length > 0 && (word === 'motion' || wordAt >= cursor.bytes.length)) {
      cursor.at = wordAt
      return { joints: drafts.map(finished), channelCount }
    } else {
      cursor.at = wordAt
      const expected = joint ? 'OFFSET, CHANNELS, JOINT, End Site or }' : 'ROOT or MOTION'
      throw invalidAt(cursor, `expected ${expected}, found ${glimpse(cursor)}.`)
    }
  }
}

const finished = ({ offset, channels, ...rest }: DraftJoint): BvhJoint => ({
  ...rest,
  offset: offset ?? [0, 0, 0],
  channels: channels ?? [],
})

/** Taking the later one would leave the numbers of the earlier one in every frame, and shift all that follow. */
const givenTwice = (cursor: ByteCursor, { name }: DraftJoint, what: string, at: number): ExportError =>
  invalidAt(cursor, `the joint ${JSON.stringify(name)} has ${what} twice; remove one.`, at)

/** A name is the rest of its line: makers put spaces, colons and whole paths into it. */
function readJointHead(cursor: ByteCursor, parent: number | null): DraftJoint {
  skipSpace(cursor)
  const start = cursor.at
  const { bytes } = cursor
  while (cursor.at < bytes.length && !isLineEnd(bytes[cursor.at] ?? 0) && bytes[cursor.at] !== BRACE_OPEN)
    cursor.at++
  const name = textBetween(cursor, start, cursor.at).replaceAll('\0', '').trim()
  if (name === '') throw invalidAt(cursor, 'a joint needs a name before its brace.', start)
  expectBrace(cursor, '{')
  return { name, parent, offset: null, channels: null, firstChannel: 0, end: null }
}

function readChannels(cursor: ByteCursor): readonly BvhChannel[] {
  skipSpace(cursor)
  const countAt = cursor.at
  const count = readNumber(cursor)
  if (!Number.isInteger(count) || count < 0 || count > 6)
    throw invalidAt(cursor, 'CHANNELS takes a count from 0 to 6 and then that many channel names.', countAt)
  return Array.from({ length: count }, () => {
    skipSpace(cursor)
    const at = cursor.at
    const [letter, ...rest] = readKeyword(cursor)
    const kind = rest.join('')
    const axis = AXES[letter ?? '']
    if (axis === undefined || (kind !== 'position' && kind !== 'rotation')) {
      cursor.at = at
      throw invalidAt(
        cursor,
        `expected a channel such as Xposition or Zrotation, found ${glimpse(cursor)}. ` +
          `The count before it may be wrong.`,
      )
    }
    return { kind, axis }
  })
}

function readEndSite(cursor: ByteCursor): Vector {
  const at = cursor.at
  if (readKeyword(cursor) !== 'site') throw invalidAt(cursor, 'expected the word Site after End.', at)
  const { bytes } = cursor
  // Some makers name the site; nobody uses the name.
  while (cursor.at < bytes.length && bytes[cursor.at] !== BRACE_OPEN && !isLineEnd(bytes[cursor.at] ?? 0))
    cursor.at++
  expectBrace(cursor, '{')
  skipSpace(cursor)
  const offsetAt = cursor.at
  if (readKeyword(cursor) !== 'offset')
    throw invalidAt(cursor, 'an End Site holds exactly one OFFSET.', offsetAt)
  const offset = readVector(cursor)
  expectBrace(cursor, '}')
  return offset
}

const readVector = (cursor: ByteCursor): Vector => [
  readCoordinate(cursor),
  readCoordinate(cursor),
  readCoordinate(cursor),
]

function readCoordinate(cursor: ByteCursor): number {
  skipSpace(cursor)
  const value = readNumber(cursor)
  if (Number.isNaN(value))
    throw invalidAt(cursor, `expected a number after OFFSET, found ${glimpse(cursor)}.`)
  return value
}

function expectBrace(cursor: ByteCursor, brace: '{' | '}'): void {
  if (!takeByte(cursor, brace)) throw invalidAt(cursor, `expected ${brace}, found ${glimpse(cursor)}.`)
}

const BRACE_OPEN = 123
const AXES: Readonly<Record<string, Axis>> = { x: 0, y: 1, z: 2 }
