import { gzipSync, gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ExportError } from '../src/export-error.ts'
import { readSplats } from '../src/splat/read-splats.ts'
import { splatsTo } from '../src/splat/splats-to.ts'
import { createRandom, sampleSplats } from './sample-splats.ts'
import { convertWithPeer } from './splat-transform.ts'

const TIMEOUT = 120_000
/** No file here is larger than 4 kB; what is made of one must stay within a fixed multiple of that. */
const MOST_BYTES = 4_000_000

/** One to four places changed, or the end cut off, or a piece doubled. */
function mutate(source: Uint8Array, random: () => number): Uint8Array {
  const place = (): number => Math.floor(random() * source.length)
  const kind = random()
  if (kind < 0.15) return source.slice(0, place())
  if (kind < 0.25) {
    const at = place()
    return new Uint8Array([...source.subarray(0, at), ...source.subarray(Math.max(0, at - 16))])
  }
  const bytes = source.slice()
  for (let change = 0; change < 1 + Math.floor(random() * 4); change++) {
    // Headers are where the damage is interesting.
    const at = random() < 0.5 ? place() : Math.floor(random() * Math.min(source.length, 600))
    bytes[at] =
      random() < 0.3 ? [0, 255, 128, 48, 57, 10][Math.floor(random() * 6)]! : Math.floor(random() * 256)
  }
  return bytes
}

/** Reads, and gives what went wrong in the only way it may. */
async function outcome(bytes: Uint8Array): Promise<string> {
  try {
    const { splats } = await readSplats(bytes)
    const arrays = [
      splats.positions,
      splats.scales,
      splats.rotations,
      splats.opacities,
      splats.colors,
      splats.harmonics,
    ]
    expect(arrays.reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeLessThan(MOST_BYTES)
    expect(splats.count).toBeGreaterThan(0)
    for (const values of [splats.positions, splats.scales, splats.rotations])
      expect(values.every(Number.isFinite)).toBe(true)
    return 'read'
  } catch (error) {
    if (!ExportError.is(error)) throw error
    expect(error.position?.byteOffset).toBeGreaterThanOrEqual(0)
    expect(error.message).toMatch(/^[A-Z].*\.$/s)
    return error.code
  }
}

describe('a damaged file is read, or refused with a position, and costs little memory', () => {
  const small = sampleSplats(8, 2)
  const ply = async (): Promise<Uint8Array> => (await splatsTo('ply', small)).bytes
  const compressed = async (): Promise<Uint8Array> =>
    convertWithPeer('a.ply', (await splatsTo('ply', small)).bytes, 'a.compressed.ply')
  const spz = async (): Promise<Uint8Array> => (await splatsTo('spz', small)).bytes
  const content = async (): Promise<Uint8Array> => gunzipSync((await splatsTo('spz', small)).bytes)
  const dotSplat = async (): Promise<Uint8Array> => (await splatsTo('splat', small)).bytes

  test.each([
    ['PLY', ply, (bytes: Uint8Array) => bytes, 4000],
    ['compressed PLY', compressed, (bytes: Uint8Array) => bytes, 4000],
    ['SPZ', spz, (bytes: Uint8Array) => bytes, 1000],
    ['the content of SPZ', content, (bytes: Uint8Array) => gzipSync(bytes, { level: 1 }), 1500],
    ['.splat', dotSplat, (bytes: Uint8Array) => bytes, 2000],
  ] as const)('%s', { timeout: TIMEOUT }, async (_, make, wrap, rounds) => {
    const random = createRandom(42)
    const source = await make()
    expect(await outcome(wrap(source))).toBe('read')
    const outcomes = new Map<string, number>()
    for (let round = 0; round < rounds; round++) {
      const found = await outcome(wrap(mutate(source, random)))
      outcomes.set(found, (outcomes.get(found) ?? 0) + 1)
    }
    // The mutations reach both sides: some files survive them, some do not.
    expect([...outcomes.keys()]).toContain('read')
    expect((outcomes.get('invalid-file') ?? 0) + (outcomes.get('unsupported') ?? 0)).toBeGreaterThan(
      rounds / 50,
    )
  })

  test('an SPZ of a hundred bytes that announces ten million splats is refused before memory is taken', async () => {
    const head = new Uint8Array(gunzipSync((await splatsTo('spz', small)).bytes))
    new DataView(head.buffer).setUint32(8, 10_000_000, true)
    await expect(readSplats(gzipSync(head))).rejects.toMatchObject({
      code: 'invalid-file',
      message: expect.stringContaining('cannot hold them'),
    })
  })

  test('an SPZ of more splats than the format allows is refused', async () => {
    const head = new Uint8Array(gunzipSync((await splatsTo('spz', small)).bytes))
    new DataView(head.buffer).setUint32(8, 4_000_000_000, true)
    await expect(readSplats(gzipSync(head))).rejects.toMatchObject({ position: { byteOffset: 8 } })
  })

  test('what is packed behind the splats of an SPZ is neither kept nor unpacked to its end', async () => {
    const bytes = gunzipSync((await splatsTo('spz', small)).bytes)
    const bomb = gzipSync(Buffer.concat([bytes, Buffer.alloc(50_000_000)]))
    const { splats, notes } = await readSplats(bomb)
    expect(splats.count).toBe(8)
    expect(notes.map(({ code }) => code)).toContain('spz-extensions-ignored')
  })

  test.each([
    ['nothing', new Uint8Array(0)],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])],
    ['words', new TextEncoder().encode('these are just words, thirty-two bytes or not')],
    ['another gzip file', new Uint8Array(gzipSync('a log file that somebody compressed'))],
  ])('%s is no splat file', async (_, bytes) => {
    await expect(readSplats(bytes)).rejects.toMatchObject({
      code: 'unsupported',
      position: { byteOffset: 0 },
    })
  })
})
