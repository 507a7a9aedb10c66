import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toParams, type ParamValues } from './params.ts'
import { promptProblem } from './prompt-problem.ts'

/** Every way in which a careless server might take parameters apart. */
const READINGS: Readonly<Record<string, (params: readonly string[]) => string[]>> = {
  'the first =': (params) => params.map((param) => param.slice(0, param.indexOf('='))),
  'every =': (params) => params.map((param) => param.split('=')[0] ?? ''),
  commas: (params) => keysOf(params.flatMap((param) => param.split(','))),
  lines: (params) => keysOf(params.flatMap((param) => param.split(/[\r\n\v\f\u0085\u2028\u2029]/))),
  both: (params) => keysOf(params.flatMap((param) => param.split(/[,;&\r\n\0]/))),
}

/** What such a server would take for a name: something like an identifier before a `=`. */
const keysOf = (parts: readonly string[]): string[] =>
  parts.flatMap((part) => /^[\s"']*([\w.-]+)[\s"']*=/.exec(part)?.[1] ?? [])

const WORDS = ['numVariant', 'model', 'dis', 's', '8', 't2m_rid', 'a person walks', '走る', '👍']
const PIECES = [...',="\n\r\0\u2028\u0085\\ {};&\'\uD800', ...WORDS]

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((parts) => parts.join('')),
)

test('no text makes or changes another parameter, however a server splits', () => {
  let sent = 0
  fc.assert(
    fc.property(hostile, hostile, fc.boolean(), (prompt, id, asPrompt) => {
      const values: ParamValues = asPrompt
        ? { prompt, model: 'm1', numVariant: 1 }
        : { prompt: 'a person walks', model: id, numVariant: 1, backdrop: 'studio' }
      let params
      try {
        params = toParams(values)
      } catch {
        return
      }
      sent += 1
      for (const read of Object.values(READINGS))
        expect(new Set(read(params))).toEqual(new Set(Object.keys(values)))
      expect(params).toContain(`numVariant=1`)
    }),
    { numRuns: 20_000 },
  )
  // Both outcomes happen: a builder that refuses everything would pass the rest.
  expect(sent).toBeGreaterThan(1000)
})

test('no text in a JSON parameter makes or changes another one, nor another field of its own', () => {
  let sent = 0
  fc.assert(
    fc.property(hostile, hostile, fc.boolean(), (prompt, rid, isMerge) => {
      const values: ParamValues = isMerge
        ? {
            t2m_rid: 'r1',
            mergingRequest: {
              t2m_rid: rid,
              variant_id: 2,
              prompt,
              editRequest: undefined,
              blendDuration: 0.5,
            },
            numVariant: 1,
          }
        : {
            t2m_rid: 'r1',
            inPaintingRequest: { prompt, intervals: [{ start: 0, end: 1.5 }] },
            refineRequest: { prompt: rid, creativity: undefined },
            numVariant: 1,
          }
      let params
      try {
        params = toParams(values)
      } catch {
        return
      }
      sent += 1
      for (const read of Object.values(READINGS))
        expect(new Set(read(params))).toEqual(new Set(Object.keys(values)))
      expect(params).toHaveLength(Object.keys(values).length)
      for (const [key, value] of Object.entries(values)) {
        const text = params.find((param) => param.startsWith(`${key}=`))?.slice(key.length + 1) ?? ''
        if (typeof value === 'object') expect(JSON.parse(text)).toEqual(value)
        // Whatever is left of it to split at is JSON's own.
        if (typeof value === 'object') expect(text).not.toMatch(/[=;&'\r\n]/)
      }
      expect(params).toContain('numVariant=1')
    }),
    { numRuns: 20_000 },
  )
  expect(sent).toBeGreaterThan(1000)
})

test('what is sent comes back whole when one outer pair of quotes is taken off', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (prompt) => {
      if (promptProblem(prompt) !== null) return
      const [param = ''] = toParams({ prompt })
      const value = param.slice(param.indexOf('=') + 1)
      expect(value.slice(1, -1)).toBe(prompt)
    }),
    { numRuns: 5_000 },
  )
})

test.each([
  '"Halt!"',
  'walks, then says "e = mc2"',
  'a=b',
  'she says a, b and c = d',
  'è una persona, 走る 👩‍👩‍👧',
])('prose stays as it is: %s', (prompt) => {
  expect(toParams({ prompt })).toEqual([`prompt="${prompt}"`])
})

test.each([
  ['a line break', 'walks\nnumVariant=8'],
  ['a carriage return', 'walks\rdis=s'],
  ['NUL', 'walks\0'],
  ['a C1 control', 'walks\u0085'],
  ['a line separator', 'walks\u2028dis=s'],
  ['half a surrogate pair', 'walks\uD83D'],
  ['what a comma splitter reads as a parameter', 'walks, numVariant=8'],
  ['the same in quotes', 'walks", "numVariant" = 8'],
])('%s is refused', (_, prompt) => {
  const refineRequest = { prompt, creativity: undefined }
  for (const values of [{ prompt }, { refineRequest }])
    expect(() => toParams(values)).toThrow(expect.objectContaining({ code: 'invalid-input' }))
})

test('numbers are plain decimals', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
      const [param = ''] = toParams({ camHorizontalAngle: value })
      expect(param).toMatch(/^camHorizontalAngle=-?\d+(\.\d*[1-9])?$/)
      expect(Number(param.slice('camHorizontalAngle='.length))).toBeCloseTo(value, 5)
    }),
  )
  expect(toParams({ poseFilteringStrength: 1e-7, numVariant: 10 })).toEqual([
    'poseFilteringStrength=0',
    'numVariant=10',
  ])
  expect(() => toParams({ numVariant: Number.NaN })).toThrow(/cannot be sent/)
  expect(() => toParams({ numVariant: 1e21 })).toThrow(/cannot be sent/)
})

test('what is undefined is not sent, and a list is joined by commas', () => {
  expect(toParams({ t2m_rid: 'r-1', shadow: undefined, bgColor: [0, 128, 255, 1] })).toEqual([
    't2m_rid=r-1',
    'bgColor=0,128,255,1',
  ])
})

test('what JSON parameters hold keeps its shape, and its capitals', () => {
  const loopRequest = {
    prompt: 'walks, then runs = "fast" \\ \u8d70',
    numReps: 3,
    blendDuration: 1e-9,
    fixRootMode: 'LOCKED',
    fixRootPositionAltitude: 0,
    fixRootPositionHorizontal: undefined,
    fixRootOrientation: 1,
    fixAcrossEntireMotion: undefined,
  } as const
  expect(toParams({ loopRequest, rerunRequest: { rerun: 1 } })).toEqual([
    'loopRequest={"prompt":"walks\\u002c then runs \\u003d \\"fast\\" \\\\ \u8d70","numReps":3,"blendDuration":0,' +
      '"fixRootMode":"LOCKED","fixRootPositionAltitude":0,"fixRootOrientation":1}',
    'rerunRequest={"rerun":1}',
  ])
  const intervals = [{ start: 0, end: Number.NaN }]
  expect(() => toParams({ inPaintingRequest: { prompt: 'x', intervals } })).toThrow(/cannot be sent/)
})

test('a key that is not in the table cannot be written', () => {
  const values: ParamValues = JSON.parse('{"__proto__": "x", "rootAtOrigin": 1}')
  expect(() => toParams(values)).toThrow(/no parameter/)
})
