import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bvhText } from '../../test/bvh-text.ts'
import { outcomeOf } from '../../test/hostile.ts'
import { ExportError } from '../export-error.ts'
import { reportMotion } from '../report/report-motion.ts'
import { motionToGlb } from '../gltf/motion-to-glb.ts'
import { toMotion } from '../motion/to-motion.ts'
import { parseBvh } from './parse-bvh.ts'

const codes = (source: string | Uint8Array): readonly string[] =>
  parseBvh(source).notes.map(({ code }) => code)

function errorOf(source: string | Uint8Array): ExportError {
  try {
    parseBvh(source)
  } catch (error) {
    if (ExportError.is(error)) return error
    throw error
  }
  throw new Error('the file was accepted')
}

describe('parseBvh', () => {
  const plain = parseBvh(bvhText())

  test('a plain file is read as written, without notes', () => {
    expect(plain.joints.map(({ name, parent, end }) => ({ name, parent, end }))).toEqual([
      { name: 'Hips', parent: null, end: null },
      { name: 'Spine', parent: 0, end: [0, 40, 0] },
    ])
    expect(plain.joints[1]).toMatchObject({ offset: [0, 50, 0], firstChannel: 6 })
    expect([plain.frameCount, plain.frameTime, plain.channelCount]).toEqual([2, 0.0333333, 9])
    expect([...plain.values.subarray(9)]).toEqual([10, 90, 0, 90, 0, 0, 0, 0, 0])
    expect(plain.notes).toEqual([])
  })

  test.each([
    ['CRLF', bvhText().replaceAll('\n', '\r\n')],
    ['CR alone', bvhText().replaceAll('\n', '\r')],
    ['LF and CRLF mixed', bvhText().replace(/\n/g, (end, at: number) => (at % 2 ? end : '\r\n'))],
    ['a byte order mark', `\uFEFF${bvhText()}`],
    ['lower case', bvhText().replaceAll(/[A-Z]+/g, (word) => word.toLowerCase())],
    ['upper case', bvhText().replaceAll(/[a-z]+/g, (word) => word.toUpperCase())],
    ['tabs and blank lines', bvhText().replaceAll(' ', '\t').replaceAll('\n', '\n \n')],
    ['the colon glued to the number', bvhText().replace('Frames: ', 'Frames:').replace('Time: ', 'Time:')],
    ['the colon on its own', bvhText().replace('Frames:', 'Frames :')],
    ['the skeleton on one line', bvhText().replace(/[^]*?MOTION/, (head) => head.replaceAll('\n', ' '))],
    ['exponents', bvhText({ frames: ['0 9e1 0 0 0 0 0 0 0', '1.0E+1 900e-1 0 90 0 0 0 0 0'] })],
    [
      'bare points',
      bvhText({
        frameTime: 'Frame Time: .0333333',
        frames: ['0. 90. 0 0 0 0 0 0 .0', '10 90 -.0 90 0 0 0 0 0'],
      }),
    ],
    ['no line end at the end', bvhText().trimEnd()],
  ])('%s changes nothing', (_, text) => {
    const file = parseBvh(text)
    expect(file.values.map((value) => value + 0)).toEqual(plain.values)
    expect(file.joints.map(({ channels, offset }) => ({ channels, offset }))).toEqual(
      plain.joints.map(({ channels, offset }) => ({ channels, offset })),
    )
    expect([file.frameTime, file.notes]).toEqual([plain.frameTime, []])
  })

  test('a name is the rest of its line, spaces and colons included', () => {
    const text = bvhText()
      .replace('ROOT Hips', 'ROOT mixamorig:Hips of  Bob ')
      .replace('JOINT Spine', 'JOINT root')
    expect(parseBvh(text).joints.map(({ name }) => name)).toEqual(['mixamorig:Hips of  Bob', 'root'])
  })

  test('a joint needs no End Site', () => {
    const text = bvhText().replace(/End Site\s*\{[^}]*\}/, '')
    expect(parseBvh(text).joints[1]?.end).toBeNull()
  })

  test.each([
    ['0', 0],
    ['1 Xrotation', 1],
    ['3 Xrotation Yrotation Xrotation', 3],
    ['6 Xposition Yposition Zposition Zrotation Yrotation Xrotation', 6],
  ])('a joint with the channels %s', (childChannels, count) => {
    const frames = [Array.from({ length: 6 + count }, () => '1').join(' ')]
    expect(parseBvh(bvhText({ childChannels, frames })).joints[1]?.channels).toHaveLength(count)
  })

  test('numbers equal those of the platform to the last bit', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
        fc.integer({ min: 0, max: 20 }),
        (value, digits) => {
          const spelled = [String(value), value.toFixed(digits), value.toExponential(digits)]
          for (const text of spelled) {
            const frame = `${text} 0 0 0 0 0 0 0 0`
            expect(parseBvh(bvhText({ frames: [frame] })).values[0]).toBe(Number(text))
          }
        },
      ),
    )
  })
})

describe('what is repaired', () => {
  test('more frames announced than there are', () => {
    const file = parseBvh(bvhText({ declaredFrames: 'Frames: 999999999' }))
    expect(file.frameCount).toBe(2)
    expect(file.notes).toMatchObject([{ code: 'frames-repaired', before: 999999999, after: 2 }])
  })

  test.each(['-3', '2.5', '0', '1000000000'])('a count of frames of %s', (count) => {
    const file = parseBvh(bvhText({ declaredFrames: `Frames: ${count}` }))
    expect(file.notes).toMatchObject([{ code: 'frames-repaired', before: Number(count), after: 2 }])
    expect(file.values.buffer.byteLength).toBeLessThan(1000)
  })

  test('one frame line more than announced', () => {
    const file = parseBvh(bvhText({ declaredFrames: 'Frames: 1' }))
    expect(file.notes).toMatchObject([{ code: 'frames-repaired', before: 1, after: 2 }])
  })

  test.each(['10 90 0 9', '10 90 0 90 0 0 0 0 -', '10 90 0 90 0 0 0 0\n'])(
    'a last line that stops at %j is left out',
    (last) => {
      const text = bvhText({ frames: ['0 90 0 0 0 0 0 0 0'], declaredFrames: 'Frames: 2' }) + last
      const file = parseBvh(text)
      expect([file.frameCount, file.values.length]).toEqual([1, 9])
      expect(codes(text)).toEqual(['frame-truncated', 'frames-repaired'])
    },
  )

  test('decimal commas', () => {
    const text = bvhText({ frameTime: 'Frame Time: 0,04', frames: ['0,5 90 0 0 0 0 0 0 0'] })
    expect(parseBvh(text)).toMatchObject({ frameTime: 0.04, notes: [{ code: 'decimal-commas' }] })
    expect(parseBvh(text).values[0]).toBe(0.5)
  })

  test('a missing or zero frame time', () => {
    expect(codes(bvhText({ frameTime: '' }))).toEqual(['frame-time-missing'])
    expect(codes(bvhText({ frameTime: 'Frame Time: 0' }))).toEqual(['frame-time-missing'])
  })

  test('a skeleton without motion is a rest pose', () => {
    const [skeleton = ''] = bvhText().split('MOTION')
    expect(codes(skeleton)).toEqual(['no-motion'])
    expect(codes(`${skeleton}MOTION\n`)).toEqual(['no-motion'])
    expect(codes('HIERARCHY ROOT a { OFFSET 0 0 0 } MOTION Frames: 5 Frame Time: 0.04')).toEqual([
      'no-motion',
    ])
  })
})

describe('what is refused, with the place', () => {
  test.each([
    ['an empty file', '', 1, 1],
    ['another format', 'solid cube', 1, 1],
    ['a file that stops inside the skeleton', bvhText().slice(0, 60), 5, 24],
    ['a brace too many', bvhText().replace('MOTION', '}\nMOTION'), 16, 1],
    ['an unknown channel', bvhText({ childChannels: '3 Zrotation Xscale Yrotation' }), 9, 26],
    ['seven channels', bvhText({ childChannels: '7 Zrotation' }), 9, 14],
    ['a joint without OFFSET', bvhText().replace('OFFSET 0 50 0', ''), 14, 3],
    ['a joint without a name', bvhText().replace('JOINT Spine', 'JOINT'), 7, 3],
    ['a word among the numbers', bvhText({ frames: ['0 90 0 0 x 0 0 0 0'] }), 19, 10],
    ['infinity', bvhText({ frames: ['0 90 0 0 Infinity 0 0 0 0'] }), 19, 10],
    ['words after the last frame', `${bvhText()}the end`, 21, 1],
    ['CHANNELS twice', bvhText().replace('OFFSET 0 50 0', 'CHANNELS 1 Xrotation OFFSET 0 50 0'), 9, 5],
    ['OFFSET twice', bvhText().replace('OFFSET 0 50 0', 'OFFSET 0 0 0\tOFFSET 0 50 0'), 8, 18],
    ['an endless count of frames', bvhText({ declaredFrames: 'Frames: 1e999' }), 17, 9],
    ['not a number', bvhText({ frames: ['0 90 0 0 nan 0 0 0 0'] }), 19, 10],
    ['a number no skeleton has', bvhText({ frames: ['0 90 0 0 1e300 0 0 0 0'] }), 19, 10],
    ['a short line in the middle', bvhText({ frames: ['1 2 3', '0 90 0 0 0 0 0 0 0'] }), 19, 6],
    ['a long line', bvhText({ frames: ['0 90 0 0 0 0 0 0 0 7'] }), 19, 20],
    ['decimal commas beside points', bvhText({ frames: ['0,5 90 0 0 0 0 0 0 0'] }), 19, 2],
    ['a negative frame time', bvhText({ frameTime: 'Frame Time: -1' }), 18, 15],
    ['UTF-16', '\u{FFFE}', 1, 1],
  ])('%s', (title, text, line, column) => {
    const bytes = title === 'UTF-16' ? Uint8Array.of(0xff, 0xfe, 72, 0) : text
    expect(errorOf(bytes)).toMatchObject({ code: 'invalid-file', position: { line, column } })
  })

  test('the line is the same whatever ends it', () => {
    const text = bvhText({ frames: ['0 90 0 0 x 0 0 0 0'] })
    for (const end of ['\n', '\r', '\r\n'])
      expect(errorOf(text.replaceAll('\n', end)).position).toMatchObject({ line: 19, column: 10 })
  })

  test('joints nested a hundred thousand deep are unsupported', () => {
    const text = `HIERARCHY ROOT a { OFFSET 0 0 0\n${'JOINT a { OFFSET 0 0 0 '.repeat(100_000)}`
    const error = errorOf(text)
    expect(error).toMatchObject({ code: 'unsupported', position: { line: 2, column: 4095 * 23 + 1 } })
    expect(error.message).toMatch(/^Line 2, column 94186: more than 4096 joints/)
  })
})

test(
  'fifteen thousand damaged files give a result or an error with a place',
  { timeout: 120_000 },
  async () => {
    const frames = Array.from({ length: 12 }, (_, frame) => `${frame} 90.25 0 ${frame * 31} 4.5 -0.125 1 2 3`)
    const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
    const original = bytesOf(bvhText({ frames }))
    const words = [
      '{',
      '}',
      '\r',
      ' ',
      '9e9',
      '-',
      ',5',
      'JOINT',
      'End Site',
      'CHANNELS 6',
      '1e-320',
      '\0',
      'nan',
    ]
    const place = fc.nat(original.length)
    const edit = fc.oneof(
      fc.record({ at: place, remove: fc.nat(60), insert: fc.uint8Array({ maxLength: 4 }) }),
      fc.record({ at: place, remove: fc.nat(2), insert: fc.constantFrom(...words).map(bytesOf) }),
      fc.record({ at: place, remove: fc.constant(1), insert: fc.constantFrom('0', '7').map(bytesOf) }),
      fc.record({ at: place, remove: fc.constant(original.length), insert: fc.constant(bytesOf('')) }),
    )
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
        const bytes = [...original]
        for (const { at, remove, insert } of edits) bytes.splice(at, remove, ...insert)
        await outcomeOf(Uint8Array.from(bytes), async (damaged) => {
          const { motion, notes } = toMotion(parseBvh(damaged))
          const { facts } = reportMotion(motion, notes)
          expect(Number.isFinite(facts.heightMetres + facts.travelledMetres)).toBe(true)
          if (accepted++ % 50 === 0) expect((await motionToGlb(motion)).length).toBeGreaterThan(0)
        })
      }),
      { numRuns: 15_000 },
    )
    expect(accepted).toBeGreaterThan(1000)
  },
)
