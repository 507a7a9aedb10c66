import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { sampleSplats } from '../../../test/sample-splats.ts'
import { emptySplats, type Splats } from '../splats.ts'
import { splatsTo } from '../splats-to.ts'
import { readSpz } from './read-spz.ts'

const sample = sampleSplats(400)

/** One splat at the origin, changed where a test wants it. */
const one = (change: Partial<Splats>): Splats => ({
  ...emptySplats(1, 3),
  rotations: Float32Array.of(0, 0, 0, 1),
  ...change,
})

const codes = async (splats: Splats): Promise<readonly string[]> =>
  (await splatsTo('spz', splats)).notes.map(({ code }) => code)

describe('writeSpz', () => {
  test.each([2, 3] as const)(
    'version %i announces what it has, and has what it announces',
    async (spzVersion) => {
      const { bytes } = await splatsTo('spz', { ...sample, antialiased: true }, { spzVersion })
      const content = gunzipSync(bytes)
      expect([...content.subarray(0, 16)]).toEqual([
        ...Buffer.from('NGSP'),
        spzVersion,
        0,
        0,
        0,
        400 & 255,
        1,
        0,
        0,
        3,
        12,
        1,
        0,
      ])
      expect(content.length).toBe(16 + 400 * (9 + 1 + 3 + 3 + (spzVersion === 2 ? 3 : 4) + 45))
      const { splats } = await readSpz(bytes)
      expect([splats.count, splats.degree, splats.antialiased]).toEqual([400, 3, true])
    },
  )

  test('the same splats give the same bytes, which name no time and no system', async () => {
    const { bytes } = await splatsTo('spz', sample)
    expect((await splatsTo('spz', sampleSplats(400))).bytes).toEqual(bytes)
    expect([...bytes.subarray(4, 8), bytes[9]]).toEqual([0, 0, 0, 0, 255])
  })

  test('what was read from an SPZ is written as the same values', async () => {
    const { bytes } = await splatsTo('spz', sample)
    const again = (await splatsTo('spz', (await readSpz(bytes)).splats)).bytes
    const first = await readSpz(bytes)
    const second = await readSpz(again)
    for (const name of ['positions', 'scales', 'opacities', 'colors', 'harmonics'] as const)
      expect(second.splats[name]).toEqual(first.splats[name])
    for (const [at, value] of second.splats.rotations.entries())
      expect(Math.abs(value - (first.splats.rotations[at] ?? 0))).toBeLessThan(0.003)
  })

  test('opacities of 0 and 1 stay what they are', async () => {
    const { bytes } = await splatsTo('spz', {
      ...sampleSplats(2),
      opacities: Float32Array.of(-Infinity, Infinity),
    })
    const { splats } = await readSpz(bytes)
    expect(splats.opacities.every(Number.isFinite)).toBe(true)
    expect([...gunzipSync((await splatsTo('spz', splats)).bytes).subarray(16 + 18, 16 + 20)]).toEqual([
      0, 255,
    ])
  })

  test('positions far out are kept in larger steps, and said to be', async () => {
    const far = one({ positions: Float32Array.of(-5000, 4, 0) })
    const { bytes, notes } = await splatsTo('spz', far)
    expect([...(await readSpz(bytes)).splats.positions]).toEqual([-5000, 4, 0])
    expect(notes).toContainEqual(expect.objectContaining({ code: 'positions-coarse', before: 12, after: 10 }))
  })

  test('the last place in reach is reached, and none beyond it', async () => {
    const at = (x: number): Splats => one({ positions: Float32Array.of(x, -x, 0) })
    const { splats } = await readSpz((await splatsTo('spz', at(8_388_607))).bytes)
    expect([...splats.positions]).toEqual([8_388_607, -8_388_607, 0])
    await expect(splatsTo('spz', at(8_388_608))).rejects.toMatchObject({ code: 'invalid-option' })
  })

  test('what a byte cannot say is drawn in, and counted', async () => {
    expect(await codes(one({ scales: Float32Array.of(7, 0, 0) }))).toEqual(['scales-clamped'])
    expect(await codes(one({ colors: Float32Array.of(9, 0, 0) }))).toEqual(['colors-clamped'])
    expect(await codes(one({ harmonics: new Float32Array(45).fill(2) }))).toEqual(['harmonics-clamped'])
    expect(await codes(one({ scales: Float32Array.of(-30, 0, 0) }))).toEqual([])
    const { splats } = await readSpz(
      (await splatsTo('spz', one({ harmonics: new Float32Array(45).fill(-2) }))).bytes,
    )
    expect(splats.harmonics.every((value) => value === -1)).toBe(true)
  })

  test.each([1, 4, 5, 8])('%i bits of a coefficient keep it within half a step', async (harmonicBits) => {
    const { splats } = await readSpz((await splatsTo('spz', sample, { harmonicBits })).bytes)
    const error = (part: (at: number) => boolean): number =>
      splats.harmonics.reduce(
        (most, value, at) =>
          part(at % 45) ? Math.max(most, Math.abs(value - (sample.harmonics[at] ?? 0))) : most,
        0,
      )
    const half = 2 ** -harmonicBits
    expect(error((at) => at >= 9)).toBeLessThanOrEqual(half + 1 / 256)
    expect(error((at) => at < 9)).toBeLessThanOrEqual(Math.max(half / 2, 1 / 256) + 1 / 256)
  })

  test.each([0, 9, 4.5, Number.NaN])('%d bits do not exist', async (harmonicBits) => {
    await expect(splatsTo('spz', sample, { harmonicBits })).rejects.toMatchObject({ code: 'invalid-option' })
  })

  test('nothing to write is nothing to write', async () => {
    await expect(splatsTo('spz', emptySplats(0, 0))).rejects.toMatchObject({ code: 'invalid-option' })
  })
})
