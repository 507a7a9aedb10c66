import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ParamValues, toParams } from './params.ts'

/** What a careless server would take for a name: something like an identifier before a `=`. */
const keysOf = (parts: readonly string[]): string[] =>
  parts.flatMap((part) => /^[\s"'{[]*([\w.-]+)[\s"']*=/.exec(part)?.[1] ?? [])

/** Every way in which a server might take parameters apart. */
const READINGS: Readonly<Record<string, (params: readonly string[]) => string[]>> = {
  'the first =': (params) => params.map((param) => param.slice(0, param.indexOf('='))),
  'every =': (params) => params.map((param) => param.split('=')[0] ?? ''),
  commas: (params) => keysOf(params.flatMap((param) => param.split(','))),
  lines: (params) => keysOf(params.flatMap((param) => param.split(/[\r\n\v\f\u0085\u2028\u2029]/))),
  everything: (params) => keysOf(params.flatMap((param) => param.split(/[,;&\r\n\0"\\]/))),
}

const WORDS = ['formats', 'model', 'render.sbs', 'c1', '1', 'pipeline', 'mp_detection', '走る', '👍']
const PIECES = [...',="\n\r\0\u2028\u0085\\ {}[]:;&\'\uD800', ...WORDS]

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 12 }).map((parts) => parts.join('')),
)

test('no text makes or changes another parameter, however a server splits', () => {
  let sent = 0
  fc.assert(
    fc.property(hostile, hostile, fc.nat(3), (text, other, place) => {
      const values: ParamValues = {
        formats: ['bvh', ...(place === 0 ? [text] : [])],
        ...(place === 1 && { model: text }),
        ...(place === 2 && { models: [{ trackingId: text, modelId: other }] }),
        ...(place === 3 && { footLockingMode: text, pipeline: other }),
        trim: [0, 1],
      }
      let params
      try {
        params = toParams(values)
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid-input' })
        return
      }
      sent += 1
      const keys = params.map((param) => param.slice(0, param.indexOf('=')))
      expect(keys.toSorted()).toEqual(['config', ...Object.keys(values)].toSorted())
      for (const read of Object.values(READINGS)) expect(read(params)).toEqual(keys)
      expect(params).toContain('trim=0,1')
      expect(params).toContain('config=configDefault')
    }),
    { numRuns: 20_000 },
  )
  // Both outcomes happen: a builder that refuses everything would pass the rest.
  expect(sent).toBeGreaterThan(1000)
})

test('models are strict JSON, and come back as they were', () => {
  const models = [
    { trackingId: '001', modelId: 'm-1' },
    { trackingId: '002', modelId: 'é:/{}[]' },
  ]
  const param = toParams({ models }).find((text) => text.startsWith('models=')) ?? ''
  expect(param).toBe('models=[{"trackingId":"001","modelId":"m-1"},{"trackingId":"002","modelId":"é:/{}[]"}]')
  expect(JSON.parse(param.slice('models='.length))).toEqual(models)
  const extra = [{ trackingId: '001', modelId: 'm', pipeline: 'x' }]
  expect(toParams({ models: extra })).toContain('models=[{"trackingId":"001","modelId":"m"}]')
  expect(() => toParams({ models: [] })).toThrow(/cannot be sent/)
})

test.each([
  [{ videoSpeedMultiplier: 1e-7 }, 'videoSpeedMultiplier=0'],
  [{ crop: [0.1, 0, 1 / 3, 1] }, 'crop=0.1,0,0.333333,1'],
  [{ sim: false }, 'sim=0'],
  [{ upperBodyOnly: true, rootAtOrigin: false }, 'upperBodyOnly=true'],
  [{ 'render.CamMode': 2 }, 'render.CamMode=2'],
])('%j is sent as %s', (values, expected) => {
  expect(toParams(values)).toContain(expected)
})

test.each([[{ trim: [0, Number.NaN] }], [{ videoSpeedMultiplier: 1e21 }], [{ formats: [] }], [{ crop: [] }]])(
  '%j is not sent',
  (values) => {
    expect(() => toParams(values)).toThrow(/cannot be sent/)
  },
)

test('the configuration is always named, and a key that is not in the table cannot be written', () => {
  expect(toParams({})).toEqual(['config=configDefault'])
  const values: ParamValues = JSON.parse('{"__proto__": "x", "camera": 1}')
  expect(() => toParams(values)).toThrow(/no parameter/)
})
