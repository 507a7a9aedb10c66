import { expect, test } from 'vitest'
import { QUARTERS } from '../../test/opus-api.ts'
import { disc, filesOf, quarters } from '../../test/opus-files.ts'

test('a result is the same bytes for the same picture, and others for another', () => {
  const again = filesOf(QUARTERS)
  for (const type of ['mp4', 'glb', 'ply'] as const) {
    const bytes = quarters[type]()
    expect(bytes.length).toBeGreaterThan(10_000)
    expect(Buffer.compare(again[type](), bytes)).toBe(0)
  }
  expect(Buffer.compare(filesOf(disc).glb(), quarters.glb())).not.toBe(0)
})
