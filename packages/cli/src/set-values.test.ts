import { describe, expect, it } from 'vitest'
import { setValues } from './set-values.ts'

const schema = {
  type: 'object',
  properties: {
    prompt: { type: 'string' },
    variants: { type: 'integer' },
    shadow: { type: 'boolean' },
    color: { type: 'array' },
    mixed: { anyOf: [{ type: 'string' }, { type: 'number' }] },
  },
}

describe('setValues', () => {
  it('reads each value as its field wants it', () => {
    const words = ['prompt=42', 'variants=3', 'shadow=false', 'color=[1,2,3]', 'mixed=7']
    expect(setValues(words, schema)).toEqual({
      prompt: '42',
      variants: 3,
      shadow: false,
      color: [1, 2, 3],
      mixed: 7,
    })
  })

  it('keeps everything after the first =', () => {
    expect(setValues(['prompt=a=b\nc'], schema)).toEqual({ prompt: 'a=b\nc' })
  })

  it('passes on what it does not know, for the schema to judge', () => {
    expect(setValues(['colour=red'], schema)).toEqual({ colour: 'red' })
    expect(setValues(['variants=3'], null)).toEqual({ variants: '3' })
  })

  it.each(['prompt', '=x', 'variants=many'])('refuses %s', (word) => {
    expect(() => setValues([word], schema)).toThrow()
  })
})
